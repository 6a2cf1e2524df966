/**
 * Face verification as it was before 2.0: the phone hands over an opaque handle, the server asks what it is worth.
 * Source: WeChat documentation, "face verification" (getUserIdKey, getInfo, event face_identify), as it stood before 2.0.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { randomDigits } from '../numbers';
import { miniProgram } from './apps';
import { ok, type Routes, takes } from './door';
import { canExist } from './id-number';
import { hourMs, secondsOf, type WeixinKit } from './kit';
import { inV1, isClientSide } from './outcomes';
import { systemOpenid } from './people';
import type { Pushes } from './pushes';
import { Refusal, refusing } from './refusal';
import type { Table } from './table';

/** Only the digests of name and number are kept, which the answer shows. */
const heldFace = v.object({
  userIdKey: v.string(),
  outSeqNo: v.string(),
  nameMd5: v.string(),
  numberMd5: v.string(),
  canExist: v.boolean(),
  endsAt: v.number(),
  /** Once the phone has been through. */
  verifyResult: v.exactOptional(v.string()),
  ret: v.exactOptional(v.number()),
  openid: v.string(),
  finishedAt: v.number(),
  /** The digits that the person read aloud. */
  digits: v.string(),
});
type HeldFace = v.InferOutput<typeof heldFace>;

const filled = v.pipe(v.string(), v.minLength(1, '84006 empty'));
const keyBody = v.object({
  name: filled,
  id_card_number: filled,
  out_seq_no: v.exactOptional(v.string(), ''),
});
const infoBody = v.object({ verify_result: v.pipe(v.string(), v.minLength(1, '84001 empty')) });

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

/** What the phone calls back with. */
export interface LookedV1 {
  readonly errCode: number;
  readonly verifyResult: string;
}

export class FaceV1 {
  readonly routes: Routes = {
    '/cityservice/face/identify/getuseridkey': takes(
      'mini_program',
      keyBody,
      refusing(84006, 84006),
      (body) => {
        const { userIdKey } = this.held.put(this.begun(body));
        return ok({ user_id_key: userIdKey, expires_in: 3600 });
      },
    ),
    '/cityservice/face/identify/getinfo': takes('mini_program', infoBody, refusing(84001, 84001), (body) =>
      this.info(body.verify_result),
    ),
  };
  private readonly held: Table<HeldFace>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly pushes: Pushes,
  ) {
    this.held = kit.tables.open('faces_v1', heldFace, ({ userIdKey }) => userIdKey);
  }

  summary(): object[] {
    return this.held
      .all()
      .map(({ outSeqNo, openid, ret }) => ({ version: 1, out_seq_no: outSeqNo, openid, identify_ret: ret }));
  }

  /** `wx.startFacialRecognitionVerify` with a key of the server's. */
  look(userIdKey: string, openid: string, ret: number): LookedV1 {
    const found = this.held.get(userIdKey);
    if (!found || this.kit.clock.now() >= found.endsAt) return { errCode: 10001, verifyResult: '' };
    return this.finish(found, openid, ret);
  }

  /** `wx.startFacialRecognitionVerify` with name and number. */
  lookAs(name: string, idCardNumber: string, openid: string, ret: number): LookedV1 {
    return this.finish(this.begun({ name, id_card_number: idCardNumber, out_seq_no: '' }), openid, ret);
  }

  /** Whatever the phone did, this is what WeChat says. Undefined: no such session. */
  decide(outSeqNo: string, openid: string, ret: number): { ret: number } | undefined {
    const found = this.held.all().find((each) => each.outSeqNo === outSeqNo);
    if (!found) return undefined;
    this.finish(found, found.openid === '' ? openid : found.openid, ret);
    return { ret: inV1(ret) };
  }

  private begun({ name, id_card_number, out_seq_no }: v.InferOutput<typeof keyBody>): HeldFace {
    const { dice, clock } = this.kit;
    const number = id_card_number.toUpperCase();
    return {
      userIdKey: `id_key_${dice.hex(16)}`,
      outSeqNo: out_seq_no,
      nameMd5: md5(name),
      numberMd5: md5(number),
      canExist: canExist(number),
      endsAt: clock.now() + hourMs,
      openid: '',
      finishedAt: 0,
      digits: randomDigits(dice, 4),
    };
  }

  /** A comparison has a result to fetch, good or bad; who gave up before has none. */
  private finish(found: HeldFace, openid: string, given: number): LookedV1 {
    const ret = inV1(given);
    if (isClientSide(ret)) return { errCode: ret, verifyResult: '' };
    const told = ret === 0 && !found.canExist ? 10003 : ret;
    const verifyResult = found.verifyResult ?? this.kit.dice.hex(32);
    this.held.put({ ...found, openid, ret: told, verifyResult, finishedAt: this.kit.clock.now() });
    if (found.outSeqNo !== '')
      void this.pushes.send(miniProgram, {
        FromUserName: openid === '' ? systemOpenid : openid,
        Event: 'face_identify',
        openid,
        out_seq_no: found.outSeqNo,
        verify_result: verifyResult,
      });
    return { errCode: told, verifyResult };
  }

  /** `errcode` 0 says only that there is something to tell. */
  private info(verifyResult: string): object {
    const found = this.held.all().find((each) => each.verifyResult === verifyResult);
    if (!found) throw new Refusal(84001);
    if (this.kit.clock.now() >= found.finishedAt + hourMs) throw new Refusal(84002);
    return ok({
      identify_ret: found.ret ?? 0,
      identify_time: secondsOf(found.finishedAt),
      finish_time: secondsOf(found.finishedAt),
      validate_data: found.digits,
      check_alive_type: 1,
      openid: found.openid,
      user_id_key: found.userIdKey,
      id_card_number_md5: found.numberMd5,
      name_utf8_md5: found.nameMd5,
    });
  }
}
