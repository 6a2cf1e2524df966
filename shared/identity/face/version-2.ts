/**
 * Face verification 2.0: the server gets `verify_id`, the phone calls `wx.requestFacialVerify` with it, the server asks for
 * the result (WeChat documentation, "getVerifyId" and "queryVerifyInfo", read 2026-11). Neither call can be made through the
 * platform: both need an access token.
 */
import { callWechat } from '../../wechat/open-api/call';
import type { Api } from '../../wechat/open-api/exchange-with-wechat';
import { CERTIFICATE_TYPE, certHash } from './certificate';
import { begunIn, heardIn, type Begun, type Interface } from './heard';
import type { KeptOf } from './kept';
import { codesOf, refusalsOfVersion2 } from './refusals';
import { resultCodeIn, verdictOf } from './verdicts';

const codes = codesOf(refusalsOfVersion2);

/** A number may be told once only. */
const getVerifyId: Api<Begun> = {
  path: 'cityservice/face/identify/getverifyid',
  isRepeatable: false,
  codes,
  read: ({ verify_id: key, expires_in: life }) => begunIn(key, life),
};

/** A result is believed only beside an explicit errcode 0. */
const queryVerifyInfo: Api<number> = {
  path: 'cityservice/face/identify/queryverifyinfo',
  isRepeatable: true,
  codes,
  read: ({ errcode, verify_ret: result }) => (errcode === undefined ? undefined : resultCodeIn(result)),
};

export const version2: Interface<KeptOf<2>> = {
  begin: (wechat, app, { outSeqNo, openid, certificate: { name, number } }) =>
    callWechat(wechat, app, getVerifyId, {
      body: {
        out_seq_no: outSeqNo,
        cert_info: { cert_type: CERTIFICATE_TYPE, cert_name: name, cert_no: number },
        openid,
      },
    }),

  keep: (certificate, { key }) => ({ version: 2, verifyId: key, certHash: certHash(certificate) }),

  question:
    (wechat, app, { outSeqNo, openid }, kept) =>
    async () => {
      const body = { verify_id: kept.verifyId, out_seq_no: outSeqNo, cert_hash: kept.certHash, openid };
      const outcome = await callWechat(wechat, app, queryVerifyInfo, { body });
      if (outcome.is !== 'ok') return heardIn(outcome);
      return { is: 'told', verdict: verdictOf(2, outcome.value), code: outcome.value };
    },
};
