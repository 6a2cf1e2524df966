/**
 * Face verification 2.0: binds a person and a certificate to a number of the merchant's, and tells what came of it.
 * Source: WeChat documentation, "getVerifyId", "queryVerifyInfo", "getimage", read 2026-11.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Problem } from '../reading';
import { isSame } from '../signing';
import { ok, Raw, type Routes, takes } from './door';
import { canExist } from './id-number';
import { hourMs, type WeixinKit } from './kit';
import { isClientSide, passed, repeated, strangeUser, tooLate, unfinished } from './outcomes';
import { personIn } from './people';
import { hintOf, Refusal } from './refusal';
import type { Table } from './table';

/** Only the hash of name and number is kept. */
const heldFace = v.object({
  outSeqNo: v.string(),
  verifyId: v.string(),
  openid: v.string(),
  certHash: v.string(),
  canExist: v.boolean(),
  endsAt: v.number(),
  /** `verify_ret`, once the phone has been through. */
  ret: v.number(),
  withVideo: v.boolean(),
});
export type HeldFace = v.InferOutput<typeof heldFace>;

const filled = v.pipe(v.string(), v.minLength(1));
const outSeqNo = v.pipe(v.string(), v.regex(/^[0-9A-Za-z_-]{5,32}$/));
const startBody = v.object({
  out_seq_no: outSeqNo,
  cert_info: v.object({
    cert_type: v.literal('IDENTITY_CARD'),
    cert_name: filled,
    cert_no: v.pipe(v.string(), v.regex(/^\d{17}[\dXx]$/)),
  }),
  openid: filled,
});
const queryBody = v.object({
  verify_id: filled,
  out_seq_no: outSeqNo,
  cert_hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  openid: filled,
});
type Query = v.InferOutput<typeof queryBody>;

/** Field → code where it is missing, code where it is wrong. */
const fieldCodes: Readonly<Record<string, readonly [missing: number, wrong: number]>> = {
  out_seq_no: [84010, 84011],
  cert_info: [84012, 84012],
  'cert_info.cert_type': [84013, 84013],
  'cert_info.cert_name': [84014, 84014],
  'cert_info.cert_no': [84015, 84015],
  openid: [84016, 84016],
  verify_id: [84021, 84021],
  cert_hash: [84018, 84018],
};

function refuse(problem: Problem): Refusal {
  const [missing, wrong] = fieldCodes[problem.field] ?? [40097, 40097];
  return new Refusal(problem.isMissing || problem.value === '' ? missing : wrong, hintOf(problem));
}

export const certHash = (type: string, name: string, number: string): string => {
  const [t, n, no] = [type, name, number].map((each) => Buffer.from(each, 'utf8').toString('base64'));
  return createHash('sha256')
    .update(`cert_type=${t ?? ''}&cert_name=${n ?? ''}&cert_no=${no ?? ''}`)
    .digest('hex');
};

export const getImagePath = '/cityservice/face/identify/getimage';

export class Face {
  readonly routes: Routes = {
    '/cityservice/face/identify/getverifyid': takes('mini_program', startBody, refuse, (body) =>
      this.start(body),
    ),
    '/cityservice/face/identify/queryverifyinfo': takes('mini_program', queryBody, refuse, (body) =>
      ok({ verify_ret: this.queried(body).ret }),
    ),
    [getImagePath]: { method: 'POST', token: 'mini_program', run: ({ body }) => this.image(body) },
  };
  private readonly held: Table<HeldFace>;

  constructor(private readonly kit: WeixinKit) {
    this.held = kit.tables.open('faces', heldFace, ({ outSeqNo: number }) => number);
  }

  summary(): object[] {
    return this.held
      .all()
      .map(({ outSeqNo: number, openid, ret }) => ({ out_seq_no: number, openid, verify_ret: ret }));
  }

  /** What is behind a getimage call of 2.0: the picture, where the phone was asked to upload. */
  private image(body: unknown): Raw {
    const result = v.safeParse(queryBody, body);
    if (!result.success) throw new Refusal(84021);
    const { ret, withVideo } = this.queried(result.output);
    if (ret === unfinished || !withVideo) throw new Refusal(84003);
    return new Raw({ status: 200, headers: { 'content-type': 'image/jpeg' }, body: picture });
  }

  /** `wx.requestFacialVerify`: the person looks into the phone. Answers the client's errCode. */
  look(verifyId: string, openid: string, { ret, withVideo }: Pick<HeldFace, 'ret' | 'withVideo'>): number {
    const found = this.held.all().find((each) => each.verifyId === verifyId);
    if (!found) return 10001;
    if (found.openid !== openid) return strangeUser;
    if (this.kit.clock.now() >= found.endsAt) return tooLate;
    if (found.ret !== unfinished && !isClientSide(found.ret)) return repeated;
    const told = ret === passed && !found.canExist ? 10003 : ret;
    this.held.put({ ...found, ret: told, withVideo });
    return told === passed ? 0 : told;
  }

  /** Whatever the phone did, this is what WeChat says. Undefined: no such session. */
  decide(number: string, ret: number): HeldFace | undefined {
    const found = this.held.get(number);
    return found && this.held.put({ ...found, ret });
  }

  private start({ out_seq_no, cert_info, openid }: v.InferOutput<typeof startBody>): object {
    if (personIn(openid, 'mini_program') === undefined) throw new Refusal(40003);
    if (this.held.get(out_seq_no)) throw new Refusal(84019);
    const { cert_type, cert_name, cert_no } = cert_info;
    const { verifyId } = this.held.put({
      outSeqNo: out_seq_no,
      verifyId: `verify_${this.kit.dice.hex(64)}`,
      openid,
      certHash: certHash(cert_type, cert_name, cert_no),
      canExist: canExist(cert_no.toUpperCase()),
      endsAt: this.kit.clock.now() + hourMs,
      ret: unfinished,
      withVideo: false,
    });
    return ok({ verify_id: verifyId, expires_in: 3600 });
  }

  private queried({ verify_id, out_seq_no, cert_hash, openid }: Query): HeldFace {
    const found = this.held.all().find((each) => each.verifyId === verify_id);
    if (!found) throw new Refusal(84019);
    if (found.outSeqNo !== out_seq_no) throw new Refusal(84020);
    if (found.openid !== openid) throw new Refusal(84017);
    if (!isSame(cert_hash, found.certHash)) throw new Refusal(84018);
    if (this.kit.clock.now() >= found.endsAt) throw new Refusal(84022);
    return found;
  }
}

/** The smallest thing that says it is a JPEG. */
const picture = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
