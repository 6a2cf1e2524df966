/**
 * How WeChat's server API says no: HTTP 200 with `errcode`, and `errmsg` that ends in a request id.
 * Source: WeChat documentation, "global return codes" and the tables of the single calls, read 2026-11.
 */
import type { Problem } from '../reading';

/** The fixed part of `errmsg`. */
const words: Readonly<Record<number, string>> = {
  [-1]: 'system error',
  40001: 'invalid credential, access_token is invalid or not latest',
  40002: 'invalid grant_type',
  40003: 'invalid openid',
  40013: 'invalid appid',
  40014: 'invalid access_token',
  40029: 'invalid code',
  40030: 'invalid refresh_token',
  40033: 'invalid charset. please check your request, if include \\uxxxx will create fail!',
  40066: 'invalid url',
  40097: 'invalid args',
  40125: 'invalid appsecret',
  40163: 'code been used',
  40226: 'high risk user, code blocked',
  41001: 'access_token missing',
  41002: 'appid missing',
  41004: 'appsecret missing',
  41008: 'missing code',
  42001: 'access_token expired',
  42002: 'refresh_token expired',
  42003: 'code expired',
  43001: 'require GET method',
  43002: 'require POST method',
  44002: 'empty post data',
  45009: 'reach max api daily quota limit',
  45011: 'api minute-quota reach limit, must slower, retry next minute',
  47001: 'data format error',
  48001: 'api unauthorized',
  84010: 'out_seq_no missing',
  84011: 'out_seq_no invalid',
  84012: 'cert_info missing',
  84013: 'cert_type invalid',
  84014: 'cert_name invalid',
  84015: 'cert_no invalid',
  84016: 'openid missing',
  84017: 'openid not match',
  84018: 'cert_hash invalid',
  84019: 'out_seq_no invalid or used',
  84020: 'out_seq_no not match',
  84021: 'verify_id missing',
  84022: 'verify_id expired',
  87007: 'session_key is not existd or expired',
  87008: 'invalid sig_method',
  87009: 'invalid signature',
};

export class Refusal extends Error {
  /** `hint` says what was wrong in this request. */
  constructor(
    readonly errcode: number,
    hint = '',
  ) {
    super([words[errcode] ?? 'invalid request', hint].filter((each) => each !== '').join(', hint: '));
    this.name = 'Refusal';
  }
}

/** The field and what is wrong with it. */
export const hintOf = ({ field, issue }: Problem): string => `${field === '' ? 'body' : field}: ${issue}`;

/** A wrong field where a call has no codes of its own for fields. */
export const badArguments = (problem: Problem): Refusal => new Refusal(40097, hintOf(problem));
