/**
 * The way between the shop and its PSPs. Requests and answers travel in their own time and meet every mishap there is:
 * nobody listening, lost before or after the effect, late, broken, somebody else's page. What was sent may arrive after
 * its sender died or gave up, but not long after.
 */
import {
  HttpFailure,
  type HttpFailureKind,
  type HttpReply,
  type HttpRequest,
} from '../../shared/kernel/http';
import type { CloudPayRequest } from '../../shared/payments/psp/operation';
import type { Dice } from './dice';
import type { PspHouse } from './psp-house';
import { saidNo } from './psp-words';
import type { Party, Scheduler } from './scheduler';
import type { World } from './world';
import { halved, wordsFor } from './wire';

export type Request = HttpRequest | CloudPayRequest;

export const mishaps = [
  'refused',
  'untrusted',
  'lost',
  'answer lost',
  'late',
  'busy',
  'busy afterwards',
  'page',
  'cut off',
  'broken',
  'slow',
  'bad signature',
  'busy words',
  'busy words afterwards',
  'strange words',
  'strange words afterwards',
] as const;

export type Mishap = (typeof mishaps)[number];

/** A request that has not arrived by then never will: whoever carried it has given up, too. */
const LATEST_ARRIVAL_MS = 25_000;

export interface Outage {
  readonly paySp: string;
  readonly mishap: Mishap;
  /** Milliseconds. */
  readonly until: number;
}

/** Whom a request goes to. */
const pspOf = (request: Request): string =>
  'cloudPay' in request ? 'cloudpay' : (/\/sandbox\/(\w+)/.exec(request.url)?.[1] ?? '');

/** One request on its way. */
interface Journey {
  readonly sender: Party;
  readonly request: Request;
  /** In a few words, for those who are told. */
  readonly words: () => string;
  readonly sentAt: number;
  readonly limitMs: number;
  readonly mishap: Mishap | undefined;
  isOver: boolean;
}

const BUSY: HttpReply = {
  status: 500,
  headers: { 'content-type': 'text/plain' },
  body: 'Internal Server Error',
};

/** Mishaps that keep a request from leaving at all. */
const UNSENT: Readonly<Record<string, HttpFailureKind>> = {
  refused: 'unreachable',
  untrusted: 'untrusted_certificate',
};
const PAGE: HttpReply = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<html><head><title>Welcome</title></head><body><h1>Sign in to the network</h1></body></html>',
};

const GOING_DOWN: ReadonlySet<Mishap> = new Set(['answer lost', 'late', 'cut off', 'busy afterwards']);

/** What is answered without the PSP's having done anything. */
const INSTEAD: Readonly<Record<string, HttpReply>> = { busy: BUSY, page: PAGE };

/** What becomes of an answer on its way. */
function spoilt(reply: HttpReply, mishap: string): HttpReply {
  if (mishap === 'busy afterwards') return BUSY;
  return mishap === 'broken' ? halved(reply) : reply;
}

/** A no in the PSP's own form, instead of doing what was asked, or after it was done. */
type No = 'busy' | 'strange' | undefined;
const BEFORE: Readonly<Record<string, No>> = { 'busy words': 'busy', 'strange words': 'strange' };
const AFTERWARDS: Readonly<Record<string, No>> = {
  'busy words afterwards': 'busy',
  'strange words afterwards': 'strange',
};

const noInstead = (request: Request, no: No): HttpReply | undefined => no && saidNo(pspOf(request), no);

/** The answer, or an HttpFailure after `limitMs` at the latest. */
export type Send = (sender: Party, request: Request, limitMs: number) => Promise<HttpReply>;

export class Network {
  /** A bad time of one PSP: every request meets the same mishap. */
  outage: Outage | undefined;
  private readonly scheduler: Scheduler;
  private readonly psps: PspHouse;
  private readonly way: Party = { name: 'network', isAlive: () => true, eagerness: 1 };

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
  ) {
    this.scheduler = world.scheduler;
    this.psps = world.house;
  }

  send(sender: Party, request: Request, limitMs: number): Promise<HttpReply> {
    const { clock } = this.scheduler;
    const mishap = this.mishapFor(request);
    if (mishap !== undefined) this.scheduler.note(`(mishap: ${mishap})`);
    if (mishap !== undefined && GOING_DOWN.has(mishap)) this.mayGoDown(pspOf(request));
    const unsent = UNSENT[mishap ?? 'none'];
    if (unsent !== undefined) return Promise.reject(new HttpFailure(unsent, mishap ?? ''));
    const words = (): string => wordsFor(request);
    const journey: Journey = {
      ...{ sender, request, words, limitMs, mishap },
      sentAt: clock.now(),
      isOver: false,
    };
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        void this.scheduler
          .turn(sender, () => `gives up waiting for ${words()}`)
          .then(() => {
            journey.isOver = true;
            reject(new HttpFailure('timeout', 'no answer in time'));
          });
      };
      const cancel = clock.at(clock.now() + limitMs, giveUp);
      void this.travel(journey).then((reply) => {
        if (reply === undefined || journey.isOver) return;
        cancel();
        journey.isOver = true;
        if (reply instanceof HttpFailure) reject(reply);
        else resolve(reply);
      });
    });
  }

  private mishapFor(request: Request): Mishap | undefined {
    const { outage, dice, world } = this;
    if (outage && world.now() >= outage.until) this.outage = undefined;
    else if (outage && pspOf(request) === outage.paySp) return outage.mishap;
    return dice.chance(world.troubles.network) ? dice.pick(mishaps) : undefined;
  }

  /** Whoever loses answers is often gone soon after, for as long as it takes to be asked again. */
  private mayGoDown(paySp: string): void {
    if (this.outage || !this.dice.chance(0.6)) return;
    const until = this.world.now() + this.dice.pick([10_000, 60_000]);
    this.outage = { paySp, mishap: this.dice.pick(['refused', 'strange words', 'busy']), until };
  }

  private async travel(journey: Journey): Promise<HttpReply | HttpFailure | undefined> {
    const { words, sentAt, limitMs, mishap, sender, request } = journey;
    const { clock } = this.scheduler;
    const { dice } = this;
    if (mishap === 'lost') return undefined;
    if (mishap === 'late') await this.scheduler.sleep(this.way, limitMs + dice.between(0, 8000), 'wakes');
    await this.scheduler.turn(this.way, () => `${words()} arrives`);
    if (clock.now() - sentAt > LATEST_ARRIVAL_MS) {
      this.scheduler.note('(too late: it never arrives)');
      return undefined;
    }
    const reply = await this.served(request, mishap);
    if (mishap === 'answer lost' || mishap === 'late') return undefined;
    if (mishap === 'slow') await this.scheduler.sleep(this.way, dice.between(1000, 9000), 'wakes');
    await this.scheduler.turn(sender, () => `has the answer to ${words()}`);
    return mishap === 'cut off' ? new HttpFailure('cut_off', 'ECONNRESET') : reply;
  }

  private async served(request: Request, mishap: Mishap | undefined): Promise<HttpReply> {
    const name = mishap ?? 'none';
    const early = INSTEAD[name] ?? noInstead(request, BEFORE[name]);
    if (early) return early;
    const reply = await this.psps.serve(request, mishap);
    this.scheduler.note(() => `the PSP answers ${reply.status}`);
    return noInstead(request, AFTERWARDS[name]) ?? spoilt(reply, name);
  }
}
