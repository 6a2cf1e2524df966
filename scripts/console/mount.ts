/** Serves the developer's console under `/console`: the built page and the data that it polls. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { json, type Mount, type WebReply, type WebRequest } from '../local-cloud/web';
import type { ConsoleData } from './console-data';
import { serveDatabase } from './database-page';
import { linesAfter } from './log-events';
import { readState, type ConsoleWorld, type Look } from './read-state';
import { serveShop } from './shop';

/** `outDir` is where `buildConsole` has built the page. */
export interface ConsoleOptions extends ConsoleWorld {
  readonly outDir: string;
}

const files: Readonly<Record<string, readonly [file: string, contentType: string]>> = {
  '/console': ['index.html', 'text/html'],
  '/console/': ['index.html', 'text/html'],
  '/console/console.css': ['console.css', 'text/css'],
  '/console/console.js': ['console.js', 'text/javascript'],
  '/console/beside': ['beside.html', 'text/html'],
  '/console/beside.js': ['beside.js', 'text/javascript'],
  '/console/beside.js.map': ['beside.js.map', 'application/json'],
  '/console/console.js.map': ['console.js.map', 'application/json'],
};

/** No inline script or style, nothing from elsewhere; in nobody's frame, but what stands beside the phone is in the desk's. */
const contentSecurityPolicy = (frames: "'none'" | "'self'"): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    "connect-src 'self'",
    "frame-src 'self'",
    `frame-ancestors ${frames}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** The console over a running local cloud and its sandboxes. */
export function consoleMounts({ outDir, ...world }: ConsoleOptions): readonly Mount[] {
  const run = randomUUID();
  return [
    {
      prefix: '/console',
      handle(request) {
        const { path: place, method } = request;
        const { database } = world.cloud;
        if (/^\/console\/shop(\/check|\/write)?$/.test(place)) return serveShop(database, request);
        if (method !== 'GET') return json({ error: 'The console is read with GET.' }, 405);
        if (place === '/console/database') return serveDatabase(database, request);
        return place === '/console/data' ? data(run, world, request) : page(outDir, request);
      },
    },
  ];
}

async function data(run: string, world: ConsoleWorld, { query }: WebRequest): Promise<WebReply> {
  const after = Number(query.get('after') ?? 0);
  if (!Number.isSafeInteger(after) || after < 0) {
    return json({ error: 'after: give the id of the last log line that you have, or 0' }, 400);
  }
  const state = await readState(world, lookOf(query));
  const revision = createHash('sha256').update(JSON.stringify(state)).digest('base64url');
  const { clock, logs } = world.cloud;
  const answer: ConsoleData = {
    run,
    now: clock.now(),
    offsetMs: clock.offsetMs(),
    revision,
    ...(revision !== query.get('seen') && { state }),
    logs: { from: logs.entries()[0]?.id ?? Number.MAX_SAFE_INTEGER, lines: linesAfter(logs, after) },
  };
  return json(answer);
}

/** What a page looks at, from its address. A page number that is none is the first. */
function lookOf(query: URLSearchParams): Look {
  const of = (name: string): string => query.get(name) ?? '';
  const page = Number(of('page'));
  return {
    orders: {
      ...{ q: of('q'), state: of('state'), paySp: of('pay_sp') },
      page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    },
    order: of('order'),
    wire: of('view') === 'wire',
  };
}

async function page(outDir: string, { path: asked }: WebRequest): Promise<WebReply> {
  const [file, contentType] = files[asked] ?? [];
  if (file === undefined || contentType === undefined) {
    return json({ error: `Nothing is at ${asked}. The console is at /console.` }, 404);
  }
  return {
    status: 200,
    headers: {
      'content-type': `${contentType}; charset=utf-8`,
      'cache-control': 'no-cache',
      'content-security-policy': contentSecurityPolicy(asked === '/console/beside' ? "'self'" : "'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: await readFile(path.join(outDir, file)),
  };
}
