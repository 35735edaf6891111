// The API under /api: a scope of its own in which zod checks what comes and what goes, described by /api/openapi.json.
import swagger from '@fastify/swagger';
import type { FastifyPluginAsync } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { HttpDesks, HttpOptions, HttpParts } from '../parts.ts';
import { addAnnouncing } from './announcing.ts';
import { addBulletinWords } from './bulletin-words.ts';
import { addBulletins } from './bulletins.ts';
import { addClaim } from './claim.ts';
import { addDictionary } from './dictionary.ts';
import { addHear } from './hear.ts';
import { addItems } from './items.ts';
import { addRecordings } from './recordings.ts';
import { addRecords } from './records.ts';
import { addSession } from './session.ts';
import { addTowers } from './towers.ts';
import { addVolume } from './volume.ts';

export function createApi(options: HttpOptions, desks: HttpDesks, parts: HttpParts): FastifyPluginAsync {
  return async (app) => {
    // Only in this scope: elsewhere schemas are plain or none.
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'หอกระจายข่าว · hokrachai',
          description: 'From a written message to the village loudspeaker. Instants are ISO 8601.',
          version: '1',
        },
        ...(options.publicUrl === undefined ? {} : { servers: [{ url: options.publicUrl }] }),
        components: {
          securitySchemes: {
            token: { type: 'http', scheme: 'bearer', description: 'API token of another system: hk_…' },
            session: { type: 'http', scheme: 'bearer', description: 'From POST /api/v1/session' },
            cookie: {
              type: 'apiKey',
              in: 'cookie',
              name: 'hokrachai',
              description: 'The console’s session; changes carry X-CSRF-Token as well',
            },
          },
        },
      },
      transform: jsonSchemaTransform,
    });
    const api = app.withTypeProvider<ZodTypeProvider>();
    addItems(api, desks);
    addRecordings(api, desks);
    addBulletins(api, desks, parts.clock);
    addBulletinWords(api, desks.newsroom);
    addDictionary(api, desks);
    addHear(api, desks.preview);
    addAnnouncing(api, desks);
    addSession(api, desks.staff);
    addRecords(api, desks, parts.clock);
    addTowers(api, desks.towers);
    addVolume(api, desks);
    addClaim(api, desks.towers, parts.welcome);
    app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    app.get('/api/asyncapi', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('application/yaml; charset=utf-8').send(parts.contract),
    );
    const { vectors } = parts;
    if (vectors !== undefined)
      app.get('/api/vectors', { schema: { hide: true } }, async (_request, reply) =>
        reply.type('application/json; charset=utf-8').send(await vectors()),
      );
  };
}
