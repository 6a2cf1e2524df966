// What of the cloud is recorded, and POST /control/record, which begins and ends it.
import { isDoc } from '../database/document';
import type { HttpRoute } from '../functions/http-access';
import { messageOf } from '../service-error';
import { json, type Mount, type WebReply, type WebRequest } from '../web';
import type { TrafficRecorder } from './recorder';

/** What comes in from outside; what functions and the console ask is not recorded. */
const outside = ['/wx/callFunction', '/wx/callHTTPFunction', '/wx/database', '/control/timer'];

/** The mounts with those of the outside written down, and the route for it. */
export function withRecording(
  recorder: TrafficRecorder,
  routes: readonly HttpRoute[],
  mounts: readonly Mount[],
): readonly Mount[] {
  const heard = new Set([...outside, ...routes.map(({ path }) => path)]);
  return [
    ...mounts.map((mount) => (heard.has(mount.prefix) ? recorder.heard(mount) : mount)),
    { prefix: '/control/record', handle: (request) => answer(recorder, request) },
  ];
}

function answer(recorder: TrafficRecorder, { method, body }: WebRequest): WebReply {
  if (method === 'GET') return json(recorder.state());
  const file = method === 'POST' ? fileIn(body) : undefined;
  if (file === undefined)
    return json({ error: 'POST {"file": "<name>.jsonl"} records, {"file": null} ends it, GET tells' }, 400);
  try {
    if (file === null) recorder.stop();
    else recorder.start(file);
    return json(recorder.state());
  } catch (error) {
    return json({ error: messageOf(error) }, 400);
  }
}

/** Undefined where the body names none. */
function fileIn(body: Buffer): string | null | undefined {
  try {
    const said = JSON.parse(body.toString('utf8')) as unknown;
    const file = isDoc(said) ? said.file : undefined;
    return typeof file === 'string' || file === null ? file : undefined;
  } catch {
    return undefined;
  }
}
