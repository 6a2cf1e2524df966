/**
 * Files that may or may not be gzip, unpacked as they come. What was promised does not count, the first two bytes do: some
 * servers send plain text although gzip was asked for. Bounded, so that a small file cannot unpack into one without end.
 */
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { StatementUnusable } from '../kernel/statement-unusable';

export interface UnpackLimits {
  /** Of the plain text, bytes. */
  readonly maxBytes: number;
  /** How many bytes one packed byte may become, once there are more than `ratioFrom` of them. */
  readonly maxRatio: number;
  readonly ratioFrom: number;
}

/** The plain bytes. Throws StatementUnusable `damaged`, `cut_off` or `too_large`; errors of `bytes` go through. */
export async function* unpacked(
  bytes: AsyncIterable<Uint8Array>,
  limits: UnpackLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const counted = { packed: 0 };
  const source = counting(bytes, counted);
  try {
    const head = await firstBytes(source);
    const all = joined(head, source);
    const isGzip = head[0] === 0x1f && head[1] === 0x8b;
    yield* bounded(isGzip ? inflated(all) : all, limits, isGzip ? counted : undefined);
  } finally {
    await source.return(undefined);
  }
}

async function* counting(
  bytes: AsyncIterable<Uint8Array>,
  counted: { packed: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) {
    counted.packed += chunk.length;
    yield chunk;
  }
}

async function firstBytes(source: AsyncGenerator<Uint8Array, void, undefined>): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await source.next();
    if (next.done === true) return head;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* joined(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  yield* rest;
}

async function* inflated(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // Its errors come out of the loop below.
  pipeline(Readable.from(bytes, { objectMode: false }), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    throw unpackingFault(error);
  } finally {
    gunzip.destroy();
  }
}

const CHUNK_BYTES = 256 * 1024;

function unpackingFault(error: unknown): unknown {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  if (code === 'Z_BUF_ERROR') return new StatementUnusable('cut_off', 'the gzip file ends too early');
  if (typeof code !== 'string' || !code.startsWith('Z_')) return error;
  return new StatementUnusable('damaged', `the gzip file is damaged (${code})`);
}

async function* bounded(
  plain: AsyncIterable<Uint8Array>,
  { maxBytes, maxRatio, ratioFrom }: UnpackLimits,
  counted: { readonly packed: number } | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  for await (const chunk of plain) {
    length += chunk.length;
    if (length > maxBytes)
      throw new StatementUnusable('too_large', `the file has more than ${maxBytes} bytes of text`);
    if (counted && length > ratioFrom && length > maxRatio * counted.packed)
      throw new StatementUnusable(
        'too_large',
        `one byte of the gzip file unpacks into more than ${maxRatio}`,
      );
    yield chunk;
  }
}
