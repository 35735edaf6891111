// A speech service on this machine that answers as it is told, one answer a request, and keeps what it was asked.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export type Reply = (response: ServerResponse, asked: Asked) => void;

/** @returns its address, and what it was asked so far; the last reply stays for all further requests */
export async function fakeService(t: Test, ...replies: Reply[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
    const reply = replies[Math.min(asked.length, replies.length - 1)];
    asked.push(one);
    reply?.(response, one);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A second of tone for each ten letters, as WAV: about the pace of a voice. */
export function wavFor(text: string, rate = 24_000): Buffer {
  return toneWav(Math.max(0.2, text.replaceAll(' ', '').length / 14), rate);
}

export function toneWav(seconds: number, rate = 24_000): Buffer {
  const edge = Math.round(rate / 10);
  const samples = new Int16Array(Math.round(seconds * rate) + 2 * edge);
  // A hiss of a few units before and after, as networks leave it.
  for (let i = 0; i < samples.length; i += 1) samples[i] = (i % 5) * 6 - 12;
  for (let i = edge; i < samples.length - edge; i += 1) samples[i] = Math.round(9000 * Math.sin(i / 9));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

export const says =
  (status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) =>
    void response.writeHead(status, headers).end(body);
