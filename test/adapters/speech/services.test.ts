// Voices of services, each against a server on this machine that behaves as its documents say, errors included. What the
// real services answer was not tried.
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type AzureOptions, createAzureEngine } from '../../../src/adapters/speech/azure-engine.ts';
import { createGoogleEngine, type GoogleOptions } from '../../../src/adapters/speech/google-engine.ts';
import { createHttpEngine, type HttpOptions } from '../../../src/adapters/speech/http-engine.ts';
import { withoutQuietEdges } from '../../../src/adapters/speech/speak-texts.ts';
import { textPieces } from '../../../src/adapters/speech/text-pieces.ts';
import { readWav } from '../../../src/adapters/speech/wav.ts';
import type { SpeechEngine, SpeechScript } from '../../../src/pipeline/ports.ts';
import { toPhrases } from '../../../src/thai/phrases.ts';
import { readThai } from '../../../src/thai/reading.ts';
import { type Asked, fakeService, type Reply, says, toneWav, wavFor } from './fake-service.ts';

const never = new AbortController().signal;
const KEY = 'AIza-secret-key-123';

function scriptOf(written: string): SpeechScript {
  const reading = readThai(written);
  return { text: reading.spoken, phrases: toPhrases(reading) };
}
const SHORT = scriptOf('ขอเชิญประชุมวันเสาร์ ที่ศาลากลางหมู่บ้าน');
/** About 7,000 bytes. */
const LONG = scriptOf('ขอเชิญพี่น้องประชาชนร่วมทำความสะอาดหมู่บ้าน เวลาแปดนาฬิกา '.repeat(40));

function keyFile(t: Test, key = KEY): string {
  const path = join(t.testdir({ out: {} }), 'key');
  writeFileSync(path, `${key}\n`);
  return path;
}

/** An address where nobody listens any more. */
async function closedDoor(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

interface Tried {
  readonly waits: number[];
  readonly calls: GoogleOptions['calls'];
}
function patient(timeoutMs = 5000): Tried {
  const waits: number[] = [];
  return { waits, calls: { timeoutMs, pause: async (ms) => void waits.push(ms) } };
}

function google(endpoint: string, file: string, { calls }: Tried, more: Partial<GoogleOptions> = {}) {
  return createGoogleEngine({
    voice: 'th-TH-Neural2-C',
    speakingRate: 0.85,
    keyFile: file,
    auth: 'api-key',
    endpoint,
    mostBytes: 1200,
    calls,
    ...more,
  });
}

/** Google's answer: WAV in base64, and 400 over 5,000 bytes, as its reference and its quotas say. */
const asGoogle: Reply = (response, { body }) => {
  const { input } = JSON.parse(body) as { input: { text: string } };
  const json = { 'content-type': 'application/json; charset=UTF-8' };
  if (Buffer.byteLength(input.text) > 5000) {
    const error = {
      code: 400,
      message: 'Either `input.text` is longer than the limit.',
      status: 'INVALID_ARGUMENT',
    };
    return void response.writeHead(400, json).end(JSON.stringify({ error }));
  }
  response.writeHead(200, json).end(JSON.stringify({ audioContent: wavFor(input.text).toString('base64') }));
};
const textsOf = (asked: readonly Asked[]) =>
  asked.map(({ body }) => (JSON.parse(body) as { input: { text: string } }).input.text);

t.test(
  'Google is asked as its reference says, and the words arrive whole, in order, under its limit',
  async (t) => {
    const { url, asked } = await fakeService(t, asGoogle);
    const file = keyFile(t);
    const out = join(file, '..', 'out', 'a.wav');
    const shares: number[] = [];
    const spoken = await google(url, file, patient()).speak(SHORT, out, never, (share) => shares.push(share));
    t.match(asked[0], { method: 'POST', path: '/v1/text:synthesize', headers: { 'x-goog-api-key': KEY } });
    t.same(JSON.parse(asked[0]?.body ?? ''), {
      input: { text: 'ขอเชิญประชุมวันเสาร์ ที่ศาลากลางหมู่บ้าน' },
      voice: { languageCode: 'th-TH', name: 'th-TH-Neural2-C' },
      audioConfig: { audioEncoding: 'LINEAR16', sampleRateHertz: 24_000, speakingRate: 0.85 },
    });
    t.equal(spoken.engine, 'google th-TH-Neural2-C r0.85');
    t.equal(spoken.expectedMs, spoken.ms, 'its pace is its own; the length was compared with the words');
    t.same(shares, [1]);

    const before = asked.length;
    const bearer = google(url, file, patient(), { auth: 'bearer', project: 'tambon-1', mostBytes: 5000 });
    await bearer.speak(LONG, out, never);
    const sent = textsOf(asked.slice(before));
    t.match(asked[before], {
      headers: { authorization: `Bearer ${KEY}`, 'x-goog-user-project': 'tambon-1' },
    });
    t.equal(
      sent.join(' '),
      LONG.phrases.map((phrase) => phrase.spoken).join(' '),
      'nothing lost, nothing twice',
    );
    t.ok(sent.length > 1 && sent.every((text) => Buffer.byteLength(text) <= 5000), 'never over the limit');
    t.match(await bearer.check(), { usable: true, detail: /127\.0\.0\.1/ });
    t.match(bearer.terms, { limits: /5000 bytes/, sendsTextTo: /^127\.0\.0\.1:/ });
  },
);

t.test(
  'a service that is busy or falls down is asked again, as long as it wishes to be left alone',
  async (t) => {
    const half: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9000' });
      response.write('{"audioContent":"UklGR', () => response.destroy());
    };
    const halfWav: Reply = (response, { body }) => {
      const { input } = JSON.parse(body) as { input: { text: string } };
      const cut = wavFor(input.text).subarray(0, 5000).toString('base64');
      says(200, JSON.stringify({ audioContent: cut }), { 'content-type': 'application/json' })(
        response,
        {} as Asked,
      );
    };
    const cases: [string, readonly Reply[], readonly number[]][] = [
      ['429 with Retry-After', [says(429, '', { 'retry-after': '7' }), asGoogle], [7000]],
      ['429 without', [says(429, ''), asGoogle], [500]],
      ['500 twice', [says(500, 'oops'), says(503, ''), asGoogle], [500, 1000]],
      ['half a body', [half, asGoogle], [500]],
      ['half a sound', [halfWav, asGoogle], [500]],
      ['half a document', [says(200, '{"audio', { 'content-type': 'application/json' }), asGoogle], [500]],
    ];
    for (const [name, replies, waits] of cases) {
      const { url, asked } = await fakeService(t, ...replies);
      const tried = patient();
      const file = keyFile(t);
      const { ms } = await google(url, file, tried).speak(SHORT, join(file, '..', 'out', 'a.wav'), never);
      t.ok(ms > 1000, name);
      t.same([asked.length, tried.waits], [replies.length, waits], name);
    }
  },
);

t.test(
  'what a service refuses is not asked again, and the sentence says what to do, without the key',
  async (t) => {
    const complaint = (message: string) => JSON.stringify({ error: { code: 400, message, status: 'X' } });
    const json = { 'content-type': 'application/json' };
    const cases: [Reply, RegExp, number][] = [
      [
        says(401, complaint(`API key ${KEY} not valid`), json),
        /refuses the key \(401\): check.*API key \*\*\* not/,
        1,
      ],
      [
        says(403, '<html>no</html>', { 'content-type': 'text/html' }),
        /refuses the key \(403\): check it in its file\.$/,
        1,
      ],
      [
        says(400, complaint('too long\r\nreally'), json),
        /does not take the request \(400\)\. It says: too long really/,
        1,
      ],
      [says(302, '', { location: 'http://elsewhere/' }), /another address \(302\)/, 1],
      [
        says(200, '<html>portal</html>', { 'content-type': 'text/html' }),
        /text\/html that is no whole JSON/,
        3,
      ],
      [says(200, '{}', json), /answered without “audioContent”/, 3],
      [
        says(200, JSON.stringify({ audioContent: Buffer.from('ID3 mp3 and more').toString('base64') }), json),
        /sent MP3/,
        1,
      ],
      [says(429, '', { 'retry-after': '3600' }), /too many requests/, 1],
      [says(500, ''), /out of order \(500\)/, 3],
    ];
    for (const [reply, message, requests] of cases) {
      const { url, asked } = await fakeService(t, reply);
      const file = keyFile(t);
      const out = join(file, '..', 'out');
      const failing = google(url, file, patient()).speak(SHORT, join(out, 'a.wav'), never);
      const error = await failing.then(
        () => t.fail(`${message}`),
        (thrown: Error & { code: string }) => thrown,
      );
      t.match(error, { code: 'engine-failed', message }, String(message));
      t.notMatch(JSON.stringify([error, String(error)]), KEY);
      t.equal(asked.length, requests, `asked ${requests} time(s): ${message}`);
      t.same(readdirSync(out), [], 'no file is left');
    }
    const file = keyFile(t);
    const gone = google(await closedDoor(), file, patient());
    await t.rejects(gone.speak(SHORT, join(file, '..', 'out', 'a.wav'), never), {
      code: 'engine-failed',
      message: /cannot be reached \(ECONNREFUSED\)/,
      retry: true,
    });
    for (const [path, why] of [
      ['/nowhere/key', /key file \/nowhere\/key cannot be read \(ENOENT\)/],
      [keyFile(t, 'two\nlines'), /does not hold one key/],
      [keyFile(t, ''), /does not hold one key/],
    ] as const) {
      const keyless = google('http://127.0.0.1:1', path, patient());
      t.match(await keyless.check(), { usable: false, why });
      await t.rejects(keyless.speak(SHORT, '/x.wav', never), { code: 'no-engine', message: why });
    }
  },
);

t.test('a service that hangs is left, by our patience or when the caller stops listening', async (t) => {
  const silent: Reply = () => {};
  const slow: Reply = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"audioContent":"');
  };
  for (const reply of [silent, slow]) {
    const { url, asked } = await fakeService(t, reply);
    const file = keyFile(t);
    const hung = google(url, file, patient(250)).speak(SHORT, join(file, '..', 'out', 'a.wav'), never);
    await t.rejects(hung, { code: 'timeout', retry: true, message: /did not answer within 0\.25 s/ });
    t.equal(asked.length, 1, 'not again: the next voice is waiting');
  }
  for (const replies of [[silent], [says(429, '', { 'retry-after': '15' })]] as const) {
    const stop = new AbortController();
    const { url, asked } = await fakeService(t, ...replies);
    const file = keyFile(t);
    const calls = { timeoutMs: 60_000 };
    const speaking = google(url, file, { waits: [], calls }).speak(
      SHORT,
      join(file, '..', 'out', 'a.wav'),
      stop.signal,
    );
    const seen = t.rejects(speaking, { message: 'withdrawn' });
    while (asked.length === 0) await new Promise(setImmediate);
    stop.abort(new Error('withdrawn'));
    await seen;
  }
});

function azure(endpoint: string, file: string, { calls }: Tried, more: Partial<AzureOptions> = {}) {
  const voice = 'th-TH-PremwadeeNeural';
  return createAzureEngine({ region: 'x', voice, ratePercent: -15, keyFile: file, endpoint, calls, ...more });
}
/** Azure's answer: the WAV itself, for SSML whose text is counted without its tags. */
const asAzure: Reply = (response, { body }) =>
  void response
    .writeHead(200, { 'content-type': 'audio/x-wav' })
    .end(wavFor(body.replaceAll(/<[^>]*>/g, '')));

t.test('Azure gets SSML in which nothing that is said can be markup', async (t) => {
  const { url, asked } = await fakeService(t, asAzure);
  const file = keyFile(t);
  const engine = azure(url, file, patient());
  const sly = '</prosody><audio src="http://x"/>&lt;\u0000\ud800 it\'s';
  const script = { text: '', phrases: [{ spoken: sly, words: [], pauseAfterMs: 0 }] };
  await engine.speak(script, join(file, '..', 'out', 'a.wav'), never);
  t.match(asked[0], {
    method: 'POST',
    path: '/cognitiveservices/v1',
    headers: {
      'content-type': 'application/ssml+xml',
      'ocp-apim-subscription-key': KEY,
      'x-microsoft-outputformat': 'riff-24khz-16bit-mono-pcm',
      'user-agent': 'hokrachai',
    },
  });
  t.equal(
    asked[0]?.body,
    '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="th-TH"><voice name="th-TH-PremwadeeNeural"><prosody rate="-15%">&lt;/prosody&gt;&lt;audio src=&quot;http://x&quot;/&gt;&amp;lt;   it&apos;s</prosody></voice></speak>',
  );
  t.equal(engine.id, 'azure th-TH-PremwadeeNeural r-15');
  await engine.speak(LONG, join(file, '..', 'out', 'b.wav'), never);
  t.ok(asked.length > 3, 'no request comes near the ten minutes after which Azure cuts off');
  t.match(azure('https://x.example', file, patient()).terms, { limits: /10 minutes/ });
  t.match(createAzureEngine({ region: 'southeastasia', voice: 'v', ratePercent: 5, keyFile: file }).terms, {
    sendsTextTo: 'southeastasia.tts.speech.microsoft.com',
  });
});

t.test('Azure’s own errors are told as its table of them does', async (t) => {
  for (const [status, code, retry, times] of [
    [400, /does not take/, false, 1],
    [401, /refuses the key/, false, 1],
    [415, /does not take/, false, 1],
    [429, /too many/, true, 3],
    [502, /out of order/, true, 3],
  ] as const) {
    const { url, asked } = await fakeService(t, says(status, ''));
    const file = keyFile(t);
    await t.rejects(azure(url, file, patient()).speak(SHORT, join(file, '..', 'out', 'a.wav'), never), {
      code: 'engine-failed',
      message: code,
      retry,
      facts: { status },
    });
    t.equal(asked.length, times);
  }
  const { url } = await fakeService(t, says(200, toneWav(60), { 'content-type': 'audio/x-wav' }));
  const file = keyFile(t);
  const out = join(file, '..', 'out', 'a.wav');
  await t.rejects(azure(url, file, patient()).speak(SHORT, out, never), {
    code: 'engine-failed',
    message: /lasts 60\.\d s, .* missing or repeated/,
  });
  t.notOk(existsSync(out), 'a sound that cannot be these words is not kept');
});

function plain(url: string, more: Partial<HttpOptions>, { calls }: Tried = patient()): SpeechEngine {
  return createHttpEngine({
    name: 'vaja',
    url,
    method: 'POST',
    headers: {},
    query: {},
    json: undefined,
    form: undefined,
    expected: { kind: 'sound' },
    keyFile: undefined,
    limits: {},
    gapMs: 0,
    calls,
    ...more,
  });
}

t.test(
  'a service such as NECTEC’s VAJA: 300 letters, one request a second, the sound at an address',
  async (t) => {
    const json = { 'content-type': 'application/json' };
    let address = '';
    const made = new Map<string, Buffer>();
    let n = 0;
    const asVaja: Reply = (response, { method, path, body, headers }) => {
      n += 1;
      if (headers['apikey'] !== KEY)
        return void response.writeHead(401, json).end('{"message":"No API key"}');
      if (method === 'GET') {
        // The sound is there a moment after its address.
        const wav = n === 3 ? undefined : made.get(path);
        return void response
          .writeHead(wav === undefined ? 404 : 200, { 'content-type': 'audio/wav' })
          .end(wav);
      }
      if (n === 1) return void response.writeHead(200, json).end('{"message":"API rate limit exceeded"}');
      const { input_text: text } = JSON.parse(body) as { input_text: string };
      if (text.length > 300) return void response.writeHead(400, json).end('{"message":"too long"}');
      made.set(`/file/${made.size}.wav`, wavFor(text, 22_050));
      response.writeHead(200, json).end(JSON.stringify({ wav_url: `${address}/file/${made.size - 1}.wav` }));
    };
    const { url, asked } = await fakeService(t, asVaja);
    address = url;
    const file = keyFile(t);
    const tried = patient();
    const engine = plain(
      `${url}/vaja9/synth_audiovisual`,
      {
        headers: { Apikey: '{key}' },
        json: { input_text: '{text}', speaker: 1, phrase_break: 0, audiovisual: 0 },
        expected: { kind: 'address', field: 'wav_url', hosts: [], headers: { Apikey: '{key}' } },
        keyFile: file,
        limits: { mostLetters: 300 },
        gapMs: 1000,
      },
      tried,
    );
    const out = join(file, '..', 'out', 'a.wav');
    const { ms } = await engine.speak(LONG, out, never);
    t.ok(ms > 60_000);
    t.same(JSON.parse(asked[1]?.body ?? ''), {
      input_text: JSON.parse(asked[0]?.body ?? '').input_text,
      speaker: 1,
      phrase_break: 0,
      audiovisual: 0,
    });
    t.equal(tried.waits[0], 500, 'a success without its field is asked again');
    t.equal(tried.waits[1], 500, 'and so is a sound that is not there yet');
    // Our clock does not wait with us, so each wait is a second longer than the one before.
    const gaps = tried.waits.slice(3).map((ms, i) => ms - (tried.waits[i + 2] ?? 0));
    t.ok(gaps.length > 3 && gaps.every((ms) => ms > 800 && ms <= 1000), `then one request a second: ${gaps}`);
    t.match(engine.terms, { limits: '300 letters a request, one request in 1 s, not encrypted' });
  },
);

t.test('the text is one value of JSON, form or address, whatever stands in it', async (t) => {
  const sly = '"},"speaker":"9&key=1 %0a+{key}{text}';
  const script = { text: '', phrases: [{ spoken: sly, words: [], pauseAfterMs: 0 }] };
  const file = keyFile(t);
  const out = join(file, '..', 'out', 'a.wav');
  const wav = says(200, toneWav(1), { 'content-type': 'audio/wav' });
  const inJson = await fakeService(t, wav);
  const json = { text: '{text}', speaker: '1', deep: [{ token: '{key}' }, 3, null, true] };
  await plain(inJson.url, { json, keyFile: file }).speak(script, out, never);
  t.same(JSON.parse(inJson.asked[0]?.body ?? ''), {
    text: sly,
    speaker: '1',
    deep: [{ token: KEY }, 3, null, true],
  });
  const inForm = await fakeService(t, wav);
  await plain(inForm.url, { form: { text: '{text}', speed: 0.8 } }).speak(script, out, never);
  t.equal(inForm.asked[0]?.headers['content-type'], 'application/x-www-form-urlencoded');
  t.same(
    [...new URLSearchParams(inForm.asked[0]?.body)],
    [
      ['text', sly],
      ['speed', '0.8'],
    ],
  );
  const inAddress = await fakeService(t, wav);
  await plain(`${inAddress.url}/say?lang=th`, { method: 'GET', query: { q: '{text}' } }).speak(
    script,
    out,
    never,
  );
  const path = new URL(inAddress.asked[0]?.path ?? '', 'http://x');
  t.same(
    [inAddress.asked[0]?.method, path.pathname, ...path.searchParams],
    ['GET', '/say', ['lang', 'th'], ['q', sly]],
  );
  const base64 = { data: [{ audio: toneWav(1).toString('base64') }] };
  const answered = await fakeService(
    t,
    says(200, JSON.stringify(base64), { 'content-type': 'application/json' }),
  );
  const expected = { kind: 'base64', field: 'data.0.audio' } as const;
  t.ok((await plain(answered.url, { json, keyFile: file, expected }).speak(script, out, never)).ms > 900);
  t.not(plain('https://x/', { json }).id, plain('https://x/', { json: { ...json, speaker: '2' } }).id);
});

t.test('a service cannot send the relay to look elsewhere', async (t) => {
  const json = { 'content-type': 'application/json' };
  const elsewhere = await fakeService(t, says(200, toneWav(1), { 'content-type': 'audio/wav' }));
  const port = elsewhere.url.split(':')[2];
  const file = keyFile(t);
  const out = join(file, '..', 'out', 'a.wav');
  const asking = async (address: string, hosts: string[]) => {
    const { url } = await fakeService(t, says(200, JSON.stringify({ audio_url: address }), json));
    const expected = { kind: 'address', field: 'audio_url', hosts, headers: {} } as const;
    return plain(url, { json: { text: '{text}' }, expected }).speak(SHORT, out, never);
  };
  for (const address of [
    elsewhere.url,
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'gopher://x',
    'http://',
  ]) {
    await t.rejects(
      asking(address, ['.example.com']),
      { code: 'engine-failed', message: /answer\.hosts/ },
      address,
    );
  }
  t.equal(elsewhere.asked.length, 0);
  const longer = await fakeService(t, says(200, toneWav(3), { 'content-type': 'audio/wav' }));
  await asking(`${longer.url}/a.wav`, [`127.0.0.1:${longer.url.split(':')[2]}`]);
  t.equal(longer.asked[0]?.path, '/a.wav', 'unless the settings name that host');
  t.not(port, undefined);
});

t.test(
  'clauses are kept apart by our pauses; every piece is under the limit and no word is lost',
  async (t) => {
    const letters = fc.integer({ min: 1, max: 40 }).map((n) => 'ก'.repeat(n));
    const aPhrase = fc.record({
      words: fc.array(letters, { minLength: 1, maxLength: 12 }),
      pauseAfterMs: fc.constantFrom(0, 200, 600, 1000),
    });
    fc.assert(
      fc.property(
        fc.array(aPhrase, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 40, max: 300 }),
        (all, most) => {
          const phrases = all.map(({ words, pauseAfterMs }) => ({
            spoken: words.join(''),
            words: words.map((text) => ({ text, syllables: [] })),
            pauseAfterMs,
          }));
          const pieces = textPieces(phrases, { mostLetters: most, mostBytes: most * 3 });
          const clauses = phrases.slice(0, -1).filter(({ pauseAfterMs }) => pauseAfterMs >= 600).length;
          return (
            pieces.map(({ text }) => text.replaceAll(' ', '')).join('') ===
              phrases.map(({ spoken }) => spoken).join('') &&
            pieces.every(({ text }) => text.length <= most) &&
            pieces.slice(0, -1).filter(({ pauseAfterMs }) => pauseAfterMs >= 600).length === clauses
          );
        },
      ),
    );
    const one = [{ spoken: 'กกกก', words: [{ text: 'กกกก', syllables: [] }], pauseAfterMs: 0 }];
    t.throws(() => textPieces(one, { mostLetters: 3 }), { code: 'engine-failed' });
    t.throws(() => textPieces([], {}), { code: 'invalid-input' });
    t.throws(() => textPieces([{ spoken: ' ', words: [], pauseAfterMs: 9 }], {}), { code: 'invalid-input' });

    const { url } = await fakeService(t, says(200, toneWav(1), { 'content-type': 'audio/wav' }));
    const out = join(t.testdir(), 'a.wav');
    const clausesOf = ['หนึ่ง', 'สอง', 'สาม'].map((spoken, n) => ({
      spoken,
      words: [],
      pauseAfterMs: [600, 1000, 0][n] ?? 0,
    }));
    const { ms } = await plain(url, { json: '{text}' }).speak({ text: '', phrases: clausesOf }, out, never);
    t.ok(Math.abs(ms - (3 * 1000 + 1600)) < 150, `three sounds of a second and their pauses: ${ms} ms`);
    const { samples } = readWav(readFileSync(out));
    t.equal(
      samples.subarray(Math.round(24_000 * 1.2), Math.round(24_000 * 1.5)).findIndex((one) => one !== 0),
      -1,
    );
    const hiss = readWav(toneWav(0.5));
    const cut = withoutQuietEdges(hiss);
    t.ok(
      cut.samples.length < hiss.samples.length && cut.samples.length > 12_000,
      'the hiss around a word is no pause',
    );
  },
);
