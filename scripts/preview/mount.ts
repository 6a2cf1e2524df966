// Serves a built preview: `/` is the desk with a phone on it, `/phone/` the phone alone.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { json } from '../local-cloud/web';
import type { Mount, WebReply, WebRequest } from '../local-cloud/web';
import type { Problem } from './build-problem';
import type { LivePreview } from './live';
import type { PreviewState } from './phone/bundle';
import { outwardRequests } from './outward-request';
import { placeInSources } from './source-map';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};

export interface PreviewMountOptions {
  /** The preview that follows its sources; without it the site stays as it was built. */
  readonly live?: LivePreview;
  /** Another project's pictures may come from the network, as on a phone. */
  readonly allowsForeignPictures?: boolean;
}

/** No inline script or style, no eval, nothing from elsewhere. */
const contentSecurityPolicy = (pictures: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob:${pictures}`,
    ...(pictures ? [`font-src 'self' data:${pictures}`, `media-src 'self' blob:${pictures}`] : []),
    "connect-src 'self' blob:",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** The mounts of the preview built into `outDir`. The one for `/` also answers 404 for whatever nobody else serves. */
export function previewMounts(
  outDir: string,
  { live, allowsForeignPictures = false }: PreviewMountOptions = {},
): readonly Mount[] {
  const policy = contentSecurityPolicy(allowsForeignPictures ? ' https: http:' : '');
  const fromDisk = (request: WebRequest) => serve(outDir, request, policy);
  return [
    { prefix: '/phone/', handle: (request) => spoken(request) ?? fromDisk(request) },
    { prefix: '/', handle: desk },
    outwardRequests,
  ];

  function desk(request: WebRequest): WebReply {
    if (request.path === '/phone') return { status: 308, headers: { location: '/phone/' } };
    const isDesk = request.path === '/' || request.path.startsWith('/preview-assets/');
    return isDesk ? fromDisk(request) : notFound(request);
  }

  /** What the phone and the server say to each other. */
  function spoken(request: WebRequest): WebReply | Promise<WebReply> | undefined {
    const answers: Readonly<Record<string, (() => WebReply | Promise<WebReply>) | undefined>> = {
      'GET /phone/preview.js': () => stateScript(outDir, live),
      'GET /phone/changes': () => changes(request, live),
      'POST /phone/report': () => noteFailure(request, outDir, live),
    };
    return answers[`${request.method} ${request.path}`]?.();
  }
}

function stateScript(outDir: string, live: LivePreview | undefined): WebReply {
  const problems = live?.problems ?? builtWith(outDir).problems;
  const state: PreviewState = { version: live?.version ?? 0, isLive: live !== undefined, problems };
  const body = `window.preview = ${JSON.stringify(state)};`;
  return {
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
    body,
  };
}

async function changes({ query }: WebRequest, live: LivePreview | undefined): Promise<WebReply> {
  await live?.newerThan(Number(query.get('after')));
  return json({ version: live?.version ?? 0 });
}

const failureSchema = v.object({ message: v.string(), stack: v.optional(v.string(), '') });

/** A phone ran into something: the terminal says where, and so does the phone. */
function noteFailure({ body }: WebRequest, outDir: string, live: LivePreview | undefined): WebReply {
  const failure = v.safeParse(v.pipe(v.string(), v.parseJson(), failureSchema), body.toString());
  if (!failure.success) return json({ error: 'a report has a message' }, 400);
  const { message, stack } = failure.output;
  const place = placeInSources(stack, path.join(outDir, 'phone'), builtWith(outDir).root);
  live?.tell(place ? `${place.file}:${place.line}: ${message}` : message);
  return json(place ?? {});
}

const builtSchema = v.object({
  root: v.string(),
  problems: v.array(v.custom<Problem>((value) => typeof value === 'object')),
});

/** What the build left beside the site. */
function builtWith(outDir: string): v.InferOutput<typeof builtSchema> {
  const file = path.join(outDir, 'phone', 'problems.json');
  return existsSync(file)
    ? v.parse(builtSchema, JSON.parse(readFileSync(file, 'utf8')))
    : { root: outDir, problems: [] };
}

function serve(outDir: string, request: WebRequest, policy: string): WebReply {
  if (request.method !== 'GET' && request.method !== 'HEAD') return { ...notFound(request), status: 405 };
  const name = request.path.endsWith('/') ? `${request.path}index.html` : request.path;
  const file = path.join(outDir, path.posix.normalize(name));
  const contentType = contentTypes[path.extname(file).toLowerCase()];
  const isInside = file.startsWith(path.join(outDir, path.sep)) && !name.includes('\0');
  if (!isInside || !contentType || !existsSync(file) || !statSync(file).isFile()) return notFound(request);
  return {
    status: 200,
    headers: {
      'content-type': contentType,
      'cache-control': 'no-cache',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: request.method === 'HEAD' ? '' : readFileSync(file),
  };
}

function notFound(request: WebRequest) {
  return {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `Nothing is served at ${request.path}. The preview is at /, the developer's console at /console.\n`,
  };
}
