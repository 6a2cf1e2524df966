/** Moments at the edge of a window (class 4), and good notices that come again: later, elsewhere, from a test system (class 5). */
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Subject } from '../contract/subject';
import { notice as twoPayNowNotice } from '../fixtures/2paynow';
import { signatureOf as airwallexSignature } from '../fixtures/airwallex';
import { notice as royalpayNotice } from '../fixtures/royalpay';
import { vouch } from '../fixtures/v3/platform';
import type { Attack, Case } from './attack';
import { attackable, AttackedShop, shopAt, type Event, type Verdict } from './attacked-shop';
import { damageVerdicts } from './slips';

/** PSPs that sign a moment: how far off it may be (seconds), and a good notice that is signed for another one. */
interface Window {
  readonly seconds: number;
  /** Whether the edge itself is still inside. */
  readonly isEdgeInside: boolean;
  /** The PSP's way of writing a moment that is given in milliseconds. */
  text(ms: number): string;
  signedFor(notice: RawNotice, moment: string): RawNotice;
}

const v3Window: Window = {
  seconds: 300,
  isEdgeInside: false,
  text: (ms) => String(Math.floor(ms / 1000)),
  // Signed by the platform for that very moment, so that nothing but the moment is wrong.
  signedFor: (notice, moment) => {
    const signed = vouch(notice.body, 0);
    const withMoment = vouchedFor(notice.body, moment);
    return { ...notice, headers: { ...signed, ...withMoment } };
  },
};

/** `vouch` writes numbers only; other texts get a signature over themselves as well. */
function vouchedFor(body: string, moment: string): Readonly<Record<string, string>> {
  const seconds = Number(moment);
  const isPlain = moment === String(seconds) && Number.isSafeInteger(seconds);
  return isPlain ? vouch(body, seconds) : { ...vouch(body, 0), 'wechatpay-timestamp': moment };
}

const windows: Readonly<Record<string, Window>> = {
  v3: v3Window,
  v3sp: v3Window,
  '2paynow': {
    seconds: 600,
    isEdgeInside: true,
    text: String,
    signedFor: ({ query: { sign: _, ...query } }, timestamp) => twoPayNowNotice({ ...query, timestamp }),
  },
  airwallex: {
    seconds: 300,
    isEdgeInside: true,
    text: String,
    signedFor: (notice, moment) => ({
      ...notice,
      headers: {
        ...notice.headers,
        'x-timestamp': moment,
        'x-signature': airwallexSignature(moment, notice.body),
      },
    }),
  },
  royalpay: {
    seconds: 300,
    isEdgeInside: true,
    text: String,
    signedFor: (_notice, time) => royalpayNotice({ time }),
  },
};

const noMoments = [
  '0',
  '-1',
  '',
  ' ',
  'NaN',
  'Infinity',
  '1e99',
  '1e12',
  '0x65aa',
  '99999999999999999999',
  '1.5',
  '２０２４',
  'now',
  'null',
];

const moments = (subject: Subject, window: Window): Attack => ({
  no: 4,
  at: subject.paySp,
  *cases() {
    const { fixture } = subject;
    const notice = fixture.notices?.payment.notice;
    const { now } = fixture.noticeEnv ?? fixture.env;
    if (!notice) return;
    const at = (what: string, moment: string, ...allowed: readonly Verdict[]): Case => ({
      what,
      async run() {
        const shop = await shopAt(subject);
        return shop.judge(shop.eventOf(window.signedFor(notice, moment)), ...allowed);
      },
    });
    for (const sign of [-1, 1]) {
      for (const off of [1, 60, window.seconds - 1, window.seconds, window.seconds + 1, 2 * window.seconds])
        yield at(`${sign * off} s off`, window.text(now + sign * off * 1000), ...verdictsAt(off, window));
      for (const far of [3600, 86_400, 31_536_000, 3_153_600_000])
        yield at(`${sign * far} s off`, window.text(now + sign * far * 1000), 'refused');
    }
    const ofTheOther = window.text(now).length === 10 ? String(now) : String(Math.floor(now / 1000));
    for (const moment of [...noMoments, ofTheOther]) yield at(`the moment "${moment}"`, moment, 'refused');
  },
});

const verdictsAt = (off: number, { seconds, isEdgeInside }: Window): readonly Verdict[] =>
  off < seconds || (off === seconds && isEdgeInside) ? ['same', 'asked'] : ['refused'];

const HOUR = 3_600_000;
const AGES = [1000, 60_000, HOUR, 24 * HOUR, 7 * 24 * HOUR, 365 * 24 * HOUR];

function* laterReplays(subject: Subject, about: 'payment' | 'refund'): Generator<Case> {
  for (const age of AGES) {
    yield {
      what: `${about} again ${age / 1000} s later`,
      async run() {
        const shop = new AttackedShop(subject, about);
        await shop.settle();
        shop.keep();
        shop.later(age);
        const event = shop.eventOf(shop.good.notice);
        // What was applied is never applied again, whether or not its moment has passed.
        return shop.judge(event, 'again', 'refused', 'asked');
      },
    };
  }
}

function* elsewhere(subject: Subject): Generator<Case> {
  const notice = subject.fixture.notices?.payment.notice;
  if (!notice) return;
  const at = (what: string, path: string, ...allowed: readonly Verdict[]): Case => ({
    what,
    async run() {
      const shop = await shopAt(subject);
      return shop.judge(shop.eventOf(notice, { path }), ...allowed);
    },
  });
  const isCalled = notice.method === 'call';
  const here: readonly Verdict[] = ['same', 'asked'];
  if (!isCalled) {
    for (const path of [`/notify/${subject.paySp}`, `/${subject.paySp}/payment`, `/notify`, '', '/'])
      yield at(`at ${path}`, path, ...here);
    yield at('at the same account under another configuration', `/${subject.paySp}/payment_wxsame`, 'aside');
    yield at('at another account', `/${subject.paySp}/payment_wxother`, 'refused', 'aside');
    for (const id of ['payment_', 'payment_nobody', 'payment_wx9'])
      yield at(`at configuration ${id}`, `/${subject.paySp}/${id}`, 'refused');
  }
  for (const other of attackable.filter(({ paySp }) => paySp !== subject.paySp)) {
    const path = `/${other.paySp}`;
    if (isCalled) yield at(`at ${path}`, path, 'refused');
    else yield at(`at ${path}`, path, 'refused', 'aside');
  }
}

/** Success codes of VR Payment's test system at a live account, and calls that pretend to be the platform's. */
function* fromTest(subject: Subject): Generator<Case> {
  const { statusNotice } = subject.fixture;
  const words =
    subject.paySp === 'vr' ? ['000.100.110', '000.100.111', '000.100.112'] : ['TEST', 'test', 'SANDBOX'];
  for (const word of statusNotice ? words : []) {
    yield {
      what: `a notice that says ${word}`,
      async run() {
        const shop = await shopAt(subject);
        const event: Event = shop.eventOf(statusNotice?.(word) ?? shop.good.notice);
        return shop.judge(
          event,
          ...damageVerdicts(shop.isHint).filter((one) => one !== 'same'),
          'again',
          'aside',
          'nothing',
        );
      },
    };
  }
}

const replays = (subject: Subject): Attack => ({
  no: 5,
  at: subject.paySp,
  *cases() {
    yield* laterReplays(subject, 'payment');
    if (subject.fixture.notices?.refund) yield* laterReplays(subject, 'refund');
    yield* elsewhere(subject);
    yield* fromTest(subject);
  },
});

export const momentAttacks: readonly Attack[] = attackable.flatMap((subject) => {
  const window = windows[subject.paySp];
  return [...(window ? [moments(subject, window)] : []), replays(subject)];
});
