/**
 * Looks at a session: asks WeChat where that may help, at most every two seconds, and writes what it says. Whoever looks, its
 * owner, the timer or a push, goes this way, and only what WeChat answers decides.
 */
import { change } from '../../kernel/versioned';
import { failed } from '../../wechat/open-api/call';
import type { App } from '../../wechat/wechat-config';
import type { Heard } from './heard';
import { sealKept, unsealKept, type Handle, type Kept, type KeptOf } from './kept';
import type { FaceVerification } from './ports';
import { advised, adviceOf } from './refusals';
import * as face from './session';
import type { FaceSession } from './session';
import type { Verdict } from './verdicts';
import { version1 } from './version-1';
import { version2 } from './version-2';

/**
 * The session as it is after the look. `handle`: what the phone or a push brought for it (version 1).
 * @throws PayError WECHAT_REFUSED or WECHAT_QUOTA when WeChat does not answer this app, CONFIG_MISSING, CONFIG_INVALID; the
 * session stays as it is
 */
export async function lookAtSession(
  ports: FaceVerification,
  session: FaceSession,
  handle?: Handle,
): Promise<FaceSession> {
  if (face.isOver(session)) return session;
  const now = ports.wechat.clock.now();
  if (face.isPastAsking(session, now)) {
    const verdict = session.sealed === '' ? face.LOST : face.EXPIRED;
    return (await change(ports.sessions, session, (newest) => face.ended(newest, verdict, { now }))).document;
  }
  if (session.sealed === '') return session;
  const { app } = (await ports.wechat.configs.forApp(session.fromAppid)).need('app');
  return new Look(ports, app).at(session, handle);
}

const WHAT = 'the result of the face verification';

/** What is written, and what is then asked with it. */
interface Plan {
  readonly next: FaceSession;
  readonly ask?: { readonly kept: Kept; readonly question: () => Promise<Heard> };
}

class Look {
  constructor(
    private readonly ports: FaceVerification,
    private readonly app: App,
  ) {}

  private get now(): number {
    return this.ports.wechat.clock.now();
  }

  async at(session: FaceSession, handle: Handle | undefined): Promise<FaceSession> {
    const plans: Plan[] = [];
    const { document, wrote } = await change(this.ports.sessions, session, (newest) => {
      const plan = this.plan(newest, handle);
      if (plan) plans.push(plan);
      return plan?.next;
    });
    if (wrote && face.isOver(document)) this.log(document);
    const ask = wrote ? plans.at(-1)?.ask : undefined;
    if (!ask) return document;
    const heard = await ask.question().catch((error: unknown) => {
      throw advised(error);
    });
    const { document: after, wrote: changed } = await change(this.ports.sessions, document, (newest) =>
      this.told(newest, ask.kept, heard),
    );
    if (changed && face.isOver(after)) this.log(after);
    if (heard.is === 'refused' && !face.isOver(after))
      throw advised(failed(heard.outcome, WHAT), heard.outcome);
    return after;
  }

  /** The question is written down before it is asked: who dies over it holds nobody up, and a handle is not lost. */
  private plan(newest: FaceSession, handle: Handle | undefined): Plan | undefined {
    if (face.isOver(newest)) return undefined;
    const { now } = this;
    const known = unsealKept(newest, this.app.secret);
    if (!known) return ending(face.ended(newest, face.LOST, { now }));
    const kept = face.isExpired(newest, now) ? known : withHandle(known, handle);
    const question = this.question(newest, kept);
    if (!question) return waiting(newest, now);
    const sealed = kept === known ? newest.sealed : this.seal(kept, newest);
    const soonest = newest.askedAt + face.ASK_EVERY_MS;
    if (now < soonest) {
      if (kept === known) return undefined;
      return { next: { ...newest, sealed, dueAt: Math.min(newest.dueAt ?? soonest, soonest) } };
    }
    const dueAt = face.nextLook(newest, now);
    const next = { ...newest, sealed, dueAt, asks: newest.asks + 1, askedAt: now };
    return { next, ask: { kept, question } };
  }

  private question(session: FaceSession, kept: Kept): (() => Promise<Heard>) | undefined {
    const { wechat } = this.ports;
    return kept.version === 1
      ? version1.question(wechat, this.app, session, kept)
      : version2.question(wechat, this.app, session, kept);
  }

  private seal(kept: Kept, session: FaceSession): string {
    return sealKept(kept, session, this.app.secret, this.ports.wechat.random);
  }

  /** The newest session after what was heard; undefined: nothing changes. */
  private told(newest: FaceSession, asked: Kept, heard: Heard): FaceSession | undefined {
    if (face.isOver(newest)) return undefined;
    switch (heard.is) {
      case 'told':
        return this.decided(newest, heard);
      case 'foreign':
        return isHint(asked) ? this.withoutHint(newest, asked) : this.end(newest, face.LOST, heard.code);
      case 'silent':
        return { ...newest, advice: 'ask_again' };
      case 'refused':
        return { ...newest, advice: adviceOf(heard.outcome), lastCode: heard.code };
    }
  }

  private decided(newest: FaceSession, { verdict, code }: Extract<Heard, { is: 'told' }>) {
    if (verdict.state !== 'pending') return this.end(newest, verdict, code);
    if (face.isExpired(newest, this.now)) return this.end(newest, face.EXPIRED, code);
    return { ...newest, advice: verdict.advice, lastCode: code };
  }

  private end(newest: FaceSession, verdict: Verdict, code: number | undefined): FaceSession | undefined {
    return face.ended(newest, verdict, { now: this.now, code });
  }

  /** What a push brought is dropped when it is of something else, unless the owner brought another one meanwhile. */
  private withoutHint(newest: FaceSession, asked: KeptOf<1>): FaceSession | undefined {
    const known = unsealKept(newest, this.app.secret);
    if (known?.version !== 1 || known.handle?.value !== asked.handle?.value) return undefined;
    const { handle: _handle, ...rest } = known;
    return { ...newest, sealed: this.seal(rest, newest) };
  }

  private log({ outSeqNo, state, advice, lastCode }: FaceSession): void {
    this.ports.wechat.log('face_session', { out_seq_no: outSeqNo, state, advice, code: lastCode });
  }
}

const ending = (next: FaceSession | undefined): Plan | undefined => next && { next };

/** Nothing to ask with: only its end is waited for. */
function waiting(newest: FaceSession, now: number): Plan | undefined {
  if (face.isExpired(newest, now)) return ending(face.ended(newest, face.EXPIRED, { now }));
  return (newest.dueAt ?? 0) <= now ? { next: { ...newest, dueAt: newest.expiresAt } } : undefined;
}

/** The owner's handle goes before one that was pushed. */
function withHandle(kept: Kept, handle: Handle | undefined): Kept {
  if (kept.version !== 1 || !handle || kept.handle?.value === handle.value) return kept;
  return kept.handle && handle.isHint ? kept : { ...kept, handle };
}

const isHint = (kept: Kept): kept is KeptOf<1> => kept.version === 1 && kept.handle?.isHint === true;
