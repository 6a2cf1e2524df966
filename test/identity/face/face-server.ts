/** WeChat's face verification in memory, both versions, as its documentation describes them. Shares nothing with ours. */
import { createHash } from 'node:crypto';

type Body = Readonly<Record<string, unknown>>;

interface Check {
  readonly outSeqNo: string;
  readonly openid: string;
  readonly certHash: string;
  readonly endsAt: number;
  result: number;
}

interface Key {
  readonly name: string;
  readonly number: string;
  readonly outSeqNo: string;
}

interface Info {
  readonly result: number;
  readonly openid: string;
  readonly key: Key;
  /** Missing where the phone sent name and number itself. */
  readonly userIdKey?: string;
}

const hash = (kind: string, text: string): string => createHash(kind).update(text, 'utf8').digest('hex');
const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const no = (errcode: number): object => ({ errcode, errmsg: `refused rid: 6600aabb-${errcode}` });

export class FaceServer {
  /** By `verify_id`. */
  readonly checks = new Map<string, Check>();
  /** By `user_id_key`. */
  readonly keys = new Map<string, Key>();
  /** By `verify_result`. */
  readonly infos = new Map<string, Info>();
  expiresIn = 3600;
  private count = 0;

  constructor(private readonly now: () => number) {}

  answer(path: string, body: Body): object {
    switch (path) {
      case 'cityservice/face/identify/getverifyid':
        return this.getVerifyId(body);
      case 'cityservice/face/identify/queryverifyinfo':
        return this.queryVerifyInfo(body);
      case 'cityservice/face/identify/getuseridkey':
        return this.getUserIdKey(body);
      case 'cityservice/face/identify/getinfo':
        return this.getInfo(body);
      default:
        return no(40066);
    }
  }

  /** `wx.requestFacialVerify`: the person looks into the phone. */
  look(verifyId: unknown, result = 10000): void {
    const check = this.checks.get(String(verifyId));
    if (!check) throw new Error('no such verify_id');
    check.result = result;
  }

  /** `wx.startFacialRecognitionVerify` with `userIdKey`: answers `verifyResult`. */
  verify(userIdKey: unknown, openid: string, result = 0): string {
    const key = this.keys.get(String(userIdKey));
    if (!key) throw new Error('no such user_id_key');
    return this.inform({ result, openid, key, userIdKey: String(userIdKey) });
  }

  /** The same with name and number of the phone's own choice, which WeChat allows. */
  verifyFreely(name: string, number: string, openid: string): string {
    return this.inform({ result: 0, openid, key: { name, number, outSeqNo: '' } });
  }

  private inform(info: Info): string {
    const handle = `result-MARK-${this.next()}`;
    this.infos.set(handle, info);
    return handle;
  }

  private next(): number {
    this.count += 1;
    return this.count;
  }

  private getVerifyId({ out_seq_no: outSeqNo, cert_info: info, openid }: Body): object {
    const { cert_type: type, cert_name: name, cert_no: number } = (info ?? {}) as Body;
    const rules: readonly (readonly [unknown, RegExp, number])[] = [
      [outSeqNo, /^[0-9A-Za-z_-]{5,32}$/, 84011],
      [type, /^IDENTITY_CARD$/, 84013],
      [name, /./, 84014],
      [number, /^\d{17}[\dX]$/, 84015],
      [openid, /./, 84016],
    ];
    const broken = rules.find(([value, form]) => typeof value !== 'string' || !form.test(value));
    if (broken) return no(broken[2]);
    const ours = String(outSeqNo);
    if ([...this.checks.values()].some((one) => one.outSeqNo === ours)) return no(84019);
    const [t, n, c] = [type, name, number].map((one) => base64(String(one)));
    const certHash = hash('sha256', `cert_type=${t ?? ''}&cert_name=${n ?? ''}&cert_no=${c ?? ''}`);
    const verifyId = `verify-MARK-${this.next()}`;
    const endsAt = this.now() + this.expiresIn * 1000;
    this.checks.set(verifyId, { outSeqNo: ours, openid: String(openid), certHash, endsAt, result: 10300 });
    return { errcode: 0, errmsg: 'ok', verify_id: verifyId, expires_in: this.expiresIn };
  }

  private queryVerifyInfo(body: Body): object {
    const check = this.checks.get(String(body.verify_id));
    if (!check) return no(84019);
    if (check.outSeqNo !== body.out_seq_no) return no(84020);
    if (check.openid !== body.openid) return no(84017);
    if (check.certHash !== body.cert_hash) return no(84018);
    if (this.now() >= check.endsAt) return no(84022);
    return { errcode: 0, errmsg: 'ok', verify_ret: check.result };
  }

  private getUserIdKey({ name, id_card_number: number, out_seq_no: outSeqNo }: Body): object {
    if (typeof name !== 'string' || typeof number !== 'string') return no(84006);
    const key = `key-MARK-${this.next()}`;
    this.keys.set(key, { name, number, outSeqNo: String(outSeqNo) });
    return { errcode: 0, errmsg: 'ok', user_id_key: key, expires_in: this.expiresIn };
  }

  private getInfo({ verify_result: handle }: Body): object {
    const info = this.infos.get(String(handle));
    if (!info) return no(84001);
    const seconds = Math.floor(this.now() / 1000);
    return {
      errcode: 0,
      errmsg: 'ok',
      identify_ret: info.result,
      identify_time: seconds,
      finish_time: seconds,
      validate_data: '',
      openid: info.openid,
      ...(info.userIdKey === undefined ? {} : { user_id_key: info.userIdKey }),
      id_card_number_md5: hash('md5', info.key.number),
      name_utf8_md5: hash('md5', info.key.name),
    };
  }
}
