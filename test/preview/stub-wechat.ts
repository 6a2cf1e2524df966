// A stand-in for WeChat's server and for the functions login, faceVerify and cardSync: just enough to walk every screen,
// with switches for what goes wrong next.
import type { WebReply } from '../../scripts/local-cloud/web';
import { json } from '../../scripts/local-cloud/web';

export type Data = Readonly<Record<string, unknown>>;
export type Outcome = Record<string, unknown>;

interface FaceSession {
  readonly openid: string;
  readonly key: string;
  state: 'pending' | 'verified' | 'failed' | 'cancelled' | 'expired';
  advice: string;
}

export interface StubMember {
  card?: { card_id: string; code: string; state: string };
  level?: string;
  points: number;
  balance: number;
  entries: Data[];
}

/** What the app answers, and what the server then knows: state and advice. */
const faces: Readonly<Record<string, readonly [number, FaceSession['state'], string]>> = {
  pass: [0, 'verified', 'verified'],
  cancel: [90002, 'cancelled', 'cancelled'],
  wrong_person: [10004, 'failed', 'another_person'],
  wrong_number: [10003, 'failed', 'check_details'],
  retake: [10010, 'failed', 'retake'],
  camera_denied: [90008, 'failed', 'allow_access'],
  timeout: [90017, 'failed', 'start_again'],
};

/** The state behind the three functions, by person. */
export class StubWechat {
  readonly sessions = new Map<string, FaceSession>();
  readonly members = new Map<string, StubMember>();
  /** What the app was asked to do. */
  readonly clientCalls: { what: string; body: Data }[] = [];
  readonly faceStarts: Data[] = [];
  readonly activations: Data[] = [];
  /** What version 1 of the app's check gave, as it reached the server. */
  readonly handles: unknown[] = [];
  /** The app is refused with this text. */
  refusal: string | undefined;
  /** So many questions for a result are answered `pending` first. */
  pending = 0;
  /** What the server knows, whatever the app says. */
  truth: FaceSession['state'] | undefined;
  faceVersion: 1 | 2 = 2;
  /** Whether the card must be activated by WeChat's form. */
  hasForm = false;
  /** WeChat's word about a new card does not reach the shop until `heard` is called. */
  isDeaf = false;
  heard = (): void => undefined;
  private codes = new Map<string, string>();
  private count = 0;

  member(openid: string): StubMember {
    const known = this.members.get(openid) ?? { points: 0, balance: 0, entries: [] };
    this.members.set(openid, known);
    return known;
  }

  /** One call of `login.phone`, `faceVerify` or `cardSync`. */
  call(name: string, data: Data, openid: string): Outcome {
    const action = `${name}.${String(data['action'])}`;
    switch (action) {
      case 'login.phone':
        return this.phone(String(data['code']));
      case 'faceVerify.start':
        this.faceStarts.push(data);
        return this.start(openid);
      case 'faceVerify.result':
        if (data['verify_result']) this.handles.push(data['verify_result']);
        return this.result(String(data['out_seq_no']), openid);
      case 'cardSync.mycard':
        return this.membership(Number(data['before'] ?? Infinity), openid);
      case 'cardSync.cardext':
        return this.cardExt();
      case 'cardSync.activate':
        this.activations.push(data);
        return this.activate(data, openid);
      default:
        throw new Error(`the stub knows no action "${action}"`);
    }
  }

  /** What the app does: the sandbox's routes below /sandbox/weixin/client. */
  client(what: string, body: Data): WebReply {
    this.clientCalls.push({ what, body });
    if (this.refusal) return json({ error: this.refusal }, 400);
    switch (what) {
      case 'phone': {
        const code = this.next('code');
        this.codes.set(code, String(body['openid']));
        return json({ code });
      }
      case 'face':
        return this.face(body);
      case 'card/add':
        return json({ cardList: this.add(body) });
      case 'card/open':
        return json({ errMsg: body['code'] === '6600000042' ? 'openCard:ok' : 'openCard:fail no such card' });
      case 'card/activate-form':
        return json({ activate_ticket: this.next('ticket'), card_id: 'pCard0001', code: '6600000042' });
      default:
        return json({ error: `the stub knows no ${what}` }, 404);
    }
  }

  private next(kind: string): string {
    this.count += 1;
    return `${kind}-${this.count}`;
  }

  private phone(code: string): Outcome {
    const isKnown = this.codes.delete(code);
    if (!isKnown) return { errcode: 4003, errmsg: 'CODE_REJECTED: the code was used or has expired' };
    return {
      errcode: 0,
      phone_number: '+31612345678',
      country_code: '31',
      pure_phone_number: '612345678',
    };
  }

  private start(openid: string): Outcome {
    const out_seq_no = this.next('seq');
    const key = this.next('verify');
    this.sessions.set(out_seq_no, { openid, key, state: 'pending', advice: '' });
    return {
      errcode: 0,
      out_seq_no,
      ...(this.faceVersion === 2 ? { verify_id: key } : { user_id_key: key }),
    };
  }

  private face(body: Data): WebReply {
    const key = body['verify_id'] ?? body['user_id_key'];
    const session = [...this.sessions.values()].find((each) => each.key === key);
    const outcome = faces[String(body['outcome'])];
    if (!outcome || !session || session.openid !== body['openid']) {
      return json({ error: 'invalid identify id' }, 400);
    }
    const [errCode, state, advice] = outcome;
    Object.assign(session, this.truth ? { state: this.truth } : { state, advice });
    if (errCode !== 0) return json({ errCode, errMsg: 'requestFacialVerify:fail' });
    const handle = this.faceVersion === 1 ? `result-of-${session.key}` : '';
    return json({ errCode, errMsg: 'requestFacialVerify:ok', verifyResult: handle });
  }

  private result(out_seq_no: string, openid: string): Outcome {
    const session = this.sessions.get(out_seq_no);
    if (session?.openid !== openid) return { errcode: 4001, errmsg: 'SESSION_NOT_FOUND: no such session' };
    if (this.pending > 0) {
      this.pending -= 1;
      return { errcode: 0, verified: false, state: 'pending', advice: 'ask_again' };
    }
    const { state, advice } = session;
    return { errcode: 0, verified: state === 'verified', state, advice };
  }

  /** Three entries a page, the newest first. */
  private membership(before: number, openid: string): Outcome {
    const member = this.member(openid);
    const entries = member.entries.filter(({ seq }) => Number(seq) < before).slice(0, 3);
    return { errcode: 0, ...member, entries };
  }

  private cardExt(): Outcome {
    const cardExt = JSON.stringify({
      timestamp: '1795255200',
      nonce_str: this.next('nonce'),
      signature: 's',
    });
    const activation = { encrypt_card_id: 'e+n/c=', outer_str: 'mini', biz: 'MzA=' };
    return {
      errcode: 0,
      cardList: [{ cardId: 'pCard0001', cardExt }],
      ...(this.hasForm && { activation }),
    };
  }

  private add(body: Data): object[] {
    const list = body['cardList'] as { cardId: string; cardExt: string }[];
    return list.map(({ cardId, cardExt }) => {
      const state = this.hasForm ? 'got' : 'active';
      this.heard = () => {
        Object.assign(this.member(String(body['openid'])), {
          level: 'Silver',
          card: { card_id: cardId, code: '6600000042', state },
        });
      };
      if (!this.isDeaf) this.heard();
      return { cardId, cardExt, code: 'ENCRYPTED==', isSuccess: true };
    });
  }

  private activate(data: Data, openid: string): Outcome {
    const { card } = this.member(openid);
    if (!card || card.code !== data['code']) return { errcode: 4102, errmsg: 'CARD_NOT_FOUND: no such card' };
    card.state = 'active';
    return { errcode: 0, member: this.member(openid) };
  }
}
