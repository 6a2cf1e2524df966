// Serves a built preview: `/` is the desk with a phone on it, `/phone/` the phone alone.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Mount, WebReply, WebRequest } from '../local-cloud/web';

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

/** No inline script or style, no eval, nothing from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The mounts of the preview built into `outDir`. The one for `/` also answers 404 for whatever nobody else serves. */
export function previewMounts(outDir: string): readonly Mount[] {
  const fromDisk = (request: WebRequest) => serve(outDir, request);
  return [
    { prefix: '/phone/', handle: fromDisk },
    { prefix: '/', handle: desk },
  ];

  function desk(request: WebRequest): WebReply {
    if (request.path === '/phone') return { status: 308, headers: { location: '/phone/' } };
    const isDesk = request.path === '/' || request.path.startsWith('/preview-assets/');
    return isDesk ? fromDisk(request) : notFound(request);
  }
}

function serve(outDir: string, request: WebRequest): WebReply {
  if (request.method !== 'GET' && request.method !== 'HEAD') return { ...notFound(request), status: 405 };
  const name = request.path.endsWith('/') ? `${request.path}index.html` : request.path;
  const file = path.join(outDir, path.posix.normalize(name));
  const contentType = contentTypes[path.extname(file)];
  const isInside = file.startsWith(path.join(outDir, path.sep)) && !name.includes('\0');
  if (!isInside || !contentType || !existsSync(file) || !statSync(file).isFile()) return notFound(request);
  return {
    status: 200,
    headers: {
      'content-type': contentType,
      'cache-control': 'no-cache',
      'content-security-policy': contentSecurityPolicy,
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
