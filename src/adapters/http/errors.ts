// Whatever goes wrong in a request ends here: the framework's errors and ours → status and words. API and webhook
// callers get JSON, a person's browser a page. A stack or a message from inside never leaves the house.
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { asRelayError, type ErrorCode, RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import type { Language } from './error-facts.ts';
import { languageOf, wordsFor } from './errors-in-words.ts';
import { type Problem, problemsOf } from './problems.ts';
import { statusOf } from './status.ts';

export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    /** English. */
    readonly message: string;
    readonly messageTh: string;
    readonly facts: Readonly<Record<string, string | number>>;
    /** What to do now, in the caller's language. */
    readonly next: string;
    /** Every field that has to be put right. */
    readonly problems?: readonly Problem[];
    /** To be told to the administrator: the log has it. */
    readonly reference: string;
  };
}

export function createErrorReply(log: Log) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problems = hasZodFastifySchemaValidationErrors(thrown)
      ? problemsOf(thrown.validation, thrown.validationContext, sourceOf(thrown.validationContext, request))
      : undefined;
    const error = translate(thrown, problems);
    const status = statusIn(thrown, error);
    if (status >= 500) {
      log.error(
        { err: error, code: error.code, request: request.id, route: request.routeOptions.url },
        'A request failed',
      );
    }
    if (error.code === 'not-signed-in') reply.header('www-authenticate', 'Bearer');
    if (error.code === 'too-many-tries') reply.header('retry-after', waitSeconds(error));
    reply.code(status).header('cache-control', 'no-store');
    const language = languageOf(request.headers['accept-language']);
    if (wantsPage(request)) {
      return reply.type('text/html; charset=utf-8').send(errorPage(error, language, request.id));
    }
    return reply.type('application/json; charset=utf-8').send(bodyOf(error, language, request.id, problems));
  };
}

export function bodyOf(
  error: RelayError,
  language: Language,
  reference: string,
  problems?: readonly Problem[],
): ErrorBody {
  return {
    error: {
      code: error.code,
      message: wordsFor(error, 'en').message,
      messageTh: wordsFor(error, 'th').message,
      facts: error.facts,
      next: wordsFor(error, language).next,
      ...(problems === undefined ? {} : { problems }),
      reference,
    },
  };
}

function sourceOf(context: string | undefined, request: FastifyRequest): unknown {
  if (context === 'querystring') return request.query;
  if (context === 'params') return request.params;
  return context === 'headers' ? request.headers : request.body;
}

/** The framework's own errors have codes and statuses; anything without one is a fault of ours. */
function translate(thrown: unknown, problems: readonly Problem[] | undefined): RelayError {
  if (thrown instanceof RelayError) return thrown;
  if (problems !== undefined) {
    const [first] = problems;
    const facts = first === undefined ? {} : { field: first.field, why: first.why };
    return new RelayError('invalid-input', 'the request has mistakes', { cause: thrown, facts });
  }
  const code = codeOfStatus(foreignStatus(thrown));
  return code === undefined
    ? asRelayError(thrown)
    : new RelayError(code, 'refused by the HTTP door', { cause: thrown });
}

function statusIn(thrown: unknown, error: RelayError): number {
  if (thrown instanceof RelayError || error.code === 'internal') return statusOf(error.code);
  if (hasZodFastifySchemaValidationErrors(thrown)) return 422;
  return foreignStatus(thrown) ?? statusOf(error.code);
}

function foreignStatus(thrown: unknown): number | undefined {
  const status = (thrown as Partial<FastifyError> | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : undefined;
}

function codeOfStatus(status: number | undefined): ErrorCode | undefined {
  if (status === undefined || status === 500) return undefined;
  if (status === 404 || status === 405) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 429) return 'too-many-tries';
  if (status === 503) return 'timeout';
  return status < 500 ? 'invalid-input' : undefined;
}

function waitSeconds(error: RelayError): number {
  const waitMs = error.facts['waitMs'];
  return Math.ceil((typeof waitMs === 'number' ? waitMs : 60_000) / 1000);
}

function wantsPage(request: FastifyRequest): boolean {
  if (/^\/(api|line)\//.test(request.url)) return false;
  return (request.headers.accept ?? '').includes('text/html');
}

/** Nothing of the request is repeated in it, so there is nothing to escape but our own words. */
function errorPage(error: RelayError, language: Language, reference: string): string {
  const { message, next } = wordsFor(error, language);
  const home = language === 'th' ? 'กลับไปคิวข่าว' : 'Back to the queue';
  const number = language === 'th' ? 'เลขอ้างอิง' : 'Reference';
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(message)}</title></head>
<body><main><h1>${escapeHtml(message)}</h1><p>${escapeHtml(next)}</p><p><a href="/">${home}</a></p>
<p><small>${number} ${escapeHtml(reference)}</small></p></main></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
