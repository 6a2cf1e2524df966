/**
 * What the WeChat app does on the user's side, below /sandbox/weixin/client: for the phone preview and for tests. The answers
 * are what the `wx` functions of these names call back with. Source: WeChat documentation, mini-program API, read 2026-11.
 */
import * as v from 'valibot';
import type { WebReply, WebRequest } from '../../local-cloud/web';
import { answered, read } from '../control-routes';
import { entryOf } from '../reading';
import { ControlError } from '../sandbox';
import type { AppKind } from './apps';
import type { Codes } from './codes';
import type { Contacts } from './contacts';
import type { Face } from './face';
import type { FaceV1 } from './face-v1';
import { faceOutcomes } from './outcomes';
import { openidOf, personBehind } from './people';
import { Refusal } from './refusal';

/** One thing that the app does. */
export type ClientRoute = (request: WebRequest) => unknown;
export type ClientRoutes = Readonly<Record<string, ClientRoute>>;

export const clientRoute =
  <T>(schema: v.GenericSchema<unknown, T>, run: (body: T) => unknown): ClientRoute =>
  (request) =>
    run(read(schema, request));

export const openid = v.pipe(
  v.string(),
  v.check((value) => personBehind(value) !== undefined, 'must be an openid, such as oDemoCustomer0001'),
);

/** The person's openid in that app, whichever of both was given. */
export const openidIn = (kind: AppKind, given: string): string => openidOf(personBehind(given) ?? '', kind);

export const outcome = v.pipe(
  v.union(
    [v.picklist(Object.keys(faceOutcomes)), v.pipe(v.number(), v.integer())],
    `must be a verify_ret (integer) or one of ${Object.keys(faceOutcomes).join(', ')}`,
  ),
  v.transform((given) => (typeof given === 'number' ? given : (faceOutcomes[given] ?? 0))),
);

const loginBody = v.strictObject({ openid, high_risk: v.exactOptional(v.boolean(), false) });
const phoneBody = v.strictObject({
  openid,
  phone_number: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{5,15}$/, 'must be digits'))),
  country_code: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,4}$/, 'must be digits, such as 86'))),
});
const faceBody = v.strictObject({
  openid,
  /** Version 2.0. */
  verify_id: v.exactOptional(v.string()),
  /** Version 1: a key, or name and number. */
  user_id_key: v.exactOptional(v.string()),
  name: v.exactOptional(v.string()),
  id_card_number: v.exactOptional(v.string()),
  outcome,
  /** `wx.requestFacialVerifyAndUploadVideo`. */
  upload: v.exactOptional(v.boolean(), false),
});

export const loginRoutes = (codes: Codes): ClientRoutes => ({
  login: clientRoute(loginBody, ({ openid: who, high_risk }) => ({
    errMsg: 'login:ok',
    code: codes.make('login', personBehind(who) ?? '', high_risk ? { risk: 'high' } : {}),
  })),
  phone: clientRoute(phoneBody, ({ openid: who, phone_number: number, country_code: country }) => ({
    errMsg: 'getPhoneNumber:ok',
    code: codes.make('phone', personBehind(who) ?? '', {
      ...(number !== undefined && { number }),
      ...(country !== undefined && { country }),
    }),
  })),
});

export const faceRoutes = (face: Face, faceV1: FaceV1): ClientRoutes => ({
  face: clientRoute(faceBody, ({ verify_id, ...body }) =>
    verify_id === undefined ? lookV1(faceV1, body) : look(face, verify_id, body),
  ),
});

type FaceBody = v.InferOutput<typeof faceBody>;

function look(face: Face, verifyId: string, { openid: who, outcome: ret, upload }: FaceBody): object {
  const name = upload ? 'requestFacialVerifyAndUploadVideo' : 'requestFacialVerify';
  const errCode = face.look(verifyId, openidIn('mini_program', who), { ret, withVideo: upload });
  return { errMsg: `${name}:${errCode === 0 ? 'ok' : 'fail'}`, errCode, verifyResult: '' };
}

function lookV1(
  face: FaceV1,
  { openid: who, user_id_key, name, id_card_number, outcome: ret }: FaceBody,
): object {
  const openidOfPhone = openidIn('mini_program', who);
  if (user_id_key === undefined && (name === undefined || id_card_number === undefined))
    throw new ControlError(
      400,
      'verify_id (2.0), or user_id_key, or name and id_card_number (1.0) are needed',
    );
  const { errCode, verifyResult } =
    user_id_key === undefined
      ? face.lookAs(name ?? '', id_card_number ?? '', openidOfPhone, ret)
      : face.look(user_id_key, openidOfPhone, ret);
  return { errMsg: `startFacialRecognitionVerify:${errCode === 0 ? 'ok' : 'fail'}`, errCode, verifyResult };
}

const subscribeBody = v.strictObject({
  openid,
  tmplIds: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(5)),
  /** Says no to all of them. */
  reject: v.exactOptional(v.boolean(), false),
});

/** `wx.requestSubscribeMessage`: each yes is worth one message. */
export const subscribeRoute = (contacts: Contacts): ClientRoute =>
  clientRoute(subscribeBody, ({ openid: who, tmplIds, reject }) => {
    if (!reject) for (const each of tmplIds) contacts.agree(openidIn('mini_program', who), each);
    const answer = reject ? 'reject' : 'accept';
    return {
      errMsg: 'requestSubscribeMessage:ok',
      ...Object.fromEntries(tmplIds.map((each) => [each, answer])),
    };
  });

/** What WeChat refuses inside the app is told in the words of its API. */
export async function followed(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw new ControlError(409, `${error.errcode} ${error.message}`);
    throw error;
  }
}

/** Answers one request of the app; `name` is the rest of its path. */
export function serveClient(routes: ClientRoutes, name: string, request: WebRequest): Promise<WebReply> {
  return answered(() => {
    const route = entryOf(routes, name);
    if (route) return followed(() => route(request));
    throw new ControlError(
      404,
      `the app does nothing called ${name}; it does: ${Object.keys(routes).join(', ')}`,
    );
  });
}
