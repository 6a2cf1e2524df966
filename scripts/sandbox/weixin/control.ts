/** POST /control/weixin: what happens on WeChat's side on request, and which calls are answered badly. GET: what stands there. */
import * as v from 'valibot';
import { json, type Mount, type WebReply, type WebRequest } from '../../local-cloud/web';
import { answered, read } from '../control-routes';
import { entryOf } from '../reading';
import { ControlError } from '../sandbox';
import { appNamed, appNames } from './apps';
import { followed, openid, outcome } from './client';
import type { Door } from './door';
import type { Face } from './face';
import type { FaceV1 } from './face-v1';
import { apiFaultKinds, type ApiFaults, isNamed } from './faults';
import { unfinished } from './outcomes';
import { demoPerson, openidOf } from './people';
import type { Tokens } from './tokens';

/** Reads the rest of a control body, and does it. */
export type ControlEvent = (request: WebRequest) => unknown;
export type ControlEvents = Readonly<Record<string, ControlEvent>>;

/** An event whose fields `schema` describes. */
export const controlEvent =
  <T>(schema: v.GenericSchema<unknown, T>, run: (fields: T) => unknown): ControlEvent =>
  (request) =>
    run(read(schema, request));

export const app = v.pipe(
  v.picklist(appNames),
  v.transform((name) => {
    const found = appNamed(name);
    if (!found) throw new ControlError(400, `app: one of ${appNames.join(', ')}`);
    return found;
  }),
);

const faultBody = v.strictObject({
  fault: v.strictObject({
    api: v.string(),
    kind: v.picklist(apiFaultKinds),
    times: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 1),
    errcode: v.exactOptional(v.pipe(v.number(), v.integer())),
  }),
});

export const tokenEvents = (tokens: Tokens): ControlEvents => ({
  token_expired: controlEvent(
    v.strictObject({ event: v.literal('token_expired'), app: v.exactOptional(app) }),
    ({ app: one }) => ({
      expired: [one ?? appNamed('mini_program'), one ? undefined : appNamed('official_account')]
        .map((each) => (each ? tokens.expire(each.appid) : 0))
        .reduce((total, each) => total + each),
    }),
  ),
});

export const faceEvents = (face: Face, faceV1: FaceV1): ControlEvents => ({
  face: controlEvent(
    v.strictObject({
      event: v.literal('face'),
      out_seq_no: v.string(),
      verify_ret: outcome,
      /** Version 1 learns only on the phone who it is about. */
      openid: v.exactOptional(openid, openidOf(demoPerson, 'mini_program')),
    }),
    ({ out_seq_no, verify_ret, openid: who }) => {
      const found = face.decide(out_seq_no, verify_ret) ?? faceV1.decide(out_seq_no, who, verify_ret);
      if (!found) throw new ControlError(404, `out_seq_no: no face verification ${out_seq_no} was started`);
      return { out_seq_no, verify_ret: found.ret, finished: found.ret !== unfinished };
    },
  ),
});

const grantBody = (event: string) => v.strictObject({ event: v.literal(event), api: v.string() });

/** A capability is granted to the owner's apps, or taken away: its calls answer 48001. */
export const grantEvents = (door: Door, paths: readonly string[]): ControlEvents => ({
  grant: controlEvent(grantBody('grant'), ({ api }) => {
    for (const each of named(paths, api)) door.notGranted.delete(each);
    return { not_granted: [...door.notGranted] };
  }),
  revoke: controlEvent(grantBody('revoke'), ({ api }) => {
    for (const each of named(paths, api)) door.notGranted.add(each);
    return { not_granted: [...door.notGranted] };
  }),
});

interface ControlParts {
  readonly events: ControlEvents;
  readonly faults: ApiFaults;
  /** The paths of all calls. */
  readonly paths: readonly string[];
  readonly summary: () => object;
  readonly stored: () => Promise<void>;
}

export const controlMount = (parts: ControlParts): Mount => ({
  prefix: '/control/weixin',
  handle: (request) => (request.method === 'GET' ? json(parts.summary()) : take(parts, request)),
});

function take(parts: ControlParts, request: WebRequest): Promise<WebReply> {
  return answered(async () => {
    const { event, fault } = read(v.looseObject({}), request);
    if (fault !== undefined) {
      const wanted = read(faultBody, request).fault;
      if (wanted.api !== 'any') named(parts.paths, wanted.api);
      parts.faults.add(wanted);
      return { ok: true, pending: parts.faults.list() };
    }
    const known = Object.keys(parts.events);
    const run = typeof event === 'string' ? entryOf(parts.events, event) : undefined;
    if (!run)
      throw new ControlError(
        400,
        `give "fault", or "event" as one of ${known.join(', ')}; not ${String(event)}`,
      );
    const result = await followed(() => run(request));
    await parts.stored();
    return { ok: true, result };
  });
}

function named(paths: readonly string[], api: string): readonly string[] {
  const found = paths.filter((each) => isNamed(each, api));
  if (found.length > 0) return found;
  throw new ControlError(400, `api: no call is named ${api}; there are: any, ${paths.join(', ')}`);
}
