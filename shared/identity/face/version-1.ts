/**
 * Face verification 1, which WeChat has retired: the server gets `user_id_key`, the phone calls
 * `wx.startFacialRecognitionVerify` with it and gets `verify_result`, a handle with which the server asks for the result
 * (WeChat documentation, "face verification", an earlier reading). The handle proves nothing: the answer must be about the
 * same person, the same card and the same `user_id_key`, which WeChat tells where the phone used one.
 */
import { equalInConstantTime } from '../../kernel/secret';
import { textAt, type JsonObject } from '../../kernel/json';
import { callWechat } from '../../wechat/open-api/call';
import type { Api } from '../../wechat/open-api/exchange-with-wechat';
import { md5 } from './certificate';
import { begunIn, heardIn, type Begun, type Heard, type Interface } from './heard';
import type { KeptOf } from './kept';
import { codesOf, refusalsOfVersion1, UNKNOWN_HANDLE } from './refusals';
import type { FaceSession } from './session';
import { resultCodeIn, verdictOf } from './verdicts';

const codes = codesOf(refusalsOfVersion1);

/** With `out_seq_no` WeChat also pushes the result (`face_identify`). */
const getUserIdKey: Api<Begun> = {
  path: 'cityservice/face/identify/getuseridkey',
  isRepeatable: false,
  codes,
  read: ({ user_id_key: key, expires_in: life }) => begunIn(key, life),
};

interface Info {
  readonly result: number;
  readonly answer: JsonObject;
}

const getInfo: Api<Info> = {
  path: 'cityservice/face/identify/getinfo',
  isRepeatable: true,
  codes,
  read(answer) {
    const result = answer.errcode === undefined ? undefined : resultCodeIn(answer.identify_ret);
    return result === undefined ? undefined : { result, answer };
  },
};

export const version1: Interface<KeptOf<1>> = {
  begin: (wechat, app, { outSeqNo, certificate: { name, number } }) =>
    callWechat(wechat, app, getUserIdKey, { body: { name, id_card_number: number, out_seq_no: outSeqNo } }),

  keep: ({ name, number }, { key }) => ({
    version: 1,
    userIdKey: key,
    nameMd5: md5(name),
    numberMd5: md5(number),
  }),

  question(wechat, app, session, kept) {
    const { handle } = kept;
    if (!handle) return undefined;
    return async () => {
      const outcome = await callWechat(wechat, app, getInfo, { body: { verify_result: handle.value } });
      if (outcome.is === 'ok') return heardOf(outcome.value, session, kept);
      const isUnknown = outcome.is === 'refused' && outcome.code === UNKNOWN_HANDLE;
      return isUnknown ? { is: 'foreign', code: UNKNOWN_HANDLE } : heardIn(outcome);
    };
  },
};

function heardOf({ result, answer }: Info, session: FaceSession, kept: KeptOf<1>): Heard {
  const expected = {
    openid: session.openid,
    user_id_key: kept.userIdKey,
    name_utf8_md5: kept.nameMd5,
    id_card_number_md5: kept.numberMd5,
  };
  const isOurs = Object.entries(expected).every(([name, value]) =>
    equalInConstantTime(textAt(answer, name) ?? '', value),
  );
  return isOurs
    ? { is: 'told', verdict: verdictOf(1, result), code: result }
    : { is: 'foreign', code: result };
}
