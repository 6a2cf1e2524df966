/**
 * The PSP sandboxes of a simulation, in this process. They are made once, for their keys take long to make, and forget
 * everything between two worlds.
 */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { HttpReply } from '../../shared/kernel/http';
import {
  createSandboxes,
  type Books,
  type PaymentView,
  type RefundView,
  type Sandbox,
  type SandboxEvent,
  type Sandboxes,
} from '../sandbox';
import { Dice } from './dice';
import type { Mishap, Request } from './network';
import { VirtualClock } from './virtual-clock';
import { asAnswered, asSeen, camelCased, snakeCased } from './wire';

export const ORIGIN = 'http://127.0.0.1:7070';

/** 2026-11-02 12:00:00 UTC. */
const START = 1793620800000;

/** What carries notices in the world that is on at the moment. */
export interface Courier {
  post(url: string, headers: Record<string, string>, body: string, method: string): Promise<Posted>;
  call(event: Record<string, unknown>): Promise<unknown>;
}

interface Posted {
  readonly status: number;
  readonly body: string;
}

export interface HeldPayment extends PaymentView {
  readonly paySp: string;
}

export interface HeldRefund extends RefundView {
  readonly paySp: string;
  /** Made in the PSP's back office: the shop never asked for it. */
  readonly isElsewhere: boolean;
}

/** What a PSP holds of this shop. */
export interface HeldBooks {
  readonly payments: readonly HeldPayment[];
  readonly refunds: readonly HeldRefund[];
}

type Words = Readonly<Record<string, unknown>>;
type Api = (data: Record<string, unknown>) => unknown;

/** Keys take long to make: a few are made when they are first asked for, and used in turn. */
class KeyPool {
  private readonly keys = new Map<number, KeyObject>();
  private asked = 0;

  next(): KeyObject {
    const at = this.asked < FIRST_KEYS ? this.asked : FIRST_KEYS + (this.asked % 2);
    this.asked += 1;
    const key = this.keys.get(at) ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    this.keys.set(at, key);
    return key;
  }
}

/** Three for each of two sandboxes; what they change to are two more. */
const FIRST_KEYS = 6;
const keyPool = new KeyPool();

export class PspHouse {
  readonly clock = new VirtualClock(START);
  private sandboxes: Sandboxes | undefined;
  private courier: Courier | undefined;
  private readonly links = new Map<string, string>();
  private readonly elsewhere = new Set<string>();
  private dice = new Dice(0);
  private happened = 0;
  private readonly named = new Map<string, Sandbox>();
  private readonly inUse = new Set<string>();
  private readonly kept = new Map<string, { readonly of: Books; readonly held: HeldBooks }>();
  private readonly apis = new Map<string, Api>();

  static async open(): Promise<PspHouse> {
    const house = new PspHouse();
    house.sandboxes = await createSandboxes({
      clock: house.clock,
      origin: () => ORIGIN,
      post: (url, headers, body, method = 'POST') => house.present().post(url, headers, body, method),
      platform: {
        onCloudPay: (api, answer) => void house.apis.set(api, answer),
        callFunction: (_name, event) => house.present().call(event),
      },
      dice: { hex: (bytes) => house.dice.hex(bytes) },
      inProcess: true,
      newKey: () => Promise.resolve(keyPool.next()),
    });
    for (const one of house.all().list) house.named.set(one.paySp, one);
    return house;
  }

  close(): Promise<void> {
    return this.all().close();
  }

  /** A new world begins: nothing of the last one is left, and it is the first moment again. */
  begin(courier: Courier, dice: Dice): void {
    for (const paySp of this.inUse) this.sandbox(paySp).reset();
    this.inUse.clear();
    this.clock.reset();
    this.links.clear();
    this.elsewhere.clear();
    this.dice = dice;
    this.courier = courier;
  }

  demoConfig(paySp: string): Record<string, unknown> {
    return this.all().demoConfig(paySp);
  }

  sandbox(paySp: string): Sandbox {
    const found = this.named.get(paySp);
    if (!found) throw new Error(`there is no sandbox ${paySp}`);
    this.inUse.add(paySp);
    return found;
  }

  /** How much may have changed at the PSPs so far. */
  changesSoFar(): number {
    return this.happened + this.clock.tasksSoFar();
  }

  /** Something happens at a PSP, or on the payer's side. */
  event(paySp: string, event: SandboxEvent): Promise<unknown> {
    this.happened += 1;
    return this.sandbox(paySp).event(event);
  }

  payments(paySps: readonly string[]): readonly HeldPayment[] {
    return paySps.length === 1
      ? this.books(paySps[0] ?? '').payments
      : paySps.flatMap((paySp) => this.books(paySp).payments);
  }

  refunds(paySps: readonly string[]): readonly HeldRefund[] {
    return paySps.length === 1
      ? this.books(paySps[0] ?? '').refunds
      : paySps.flatMap((paySp) => this.books(paySp).refunds);
  }

  /** What a PSP holds; the same object as long as nothing changes there. */
  books(paySp: string): HeldBooks {
    const books = this.sandbox(paySp).books();
    const known = this.kept.get(paySp);
    if (known?.of === books) return known.held;
    const held = {
      payments: books.payments.map((one) => ({ ...one, paySp })),
      refunds: books.refunds.map((one) => ({
        ...one,
        paySp,
        isElsewhere: this.elsewhere.has(one.refund_no),
      })),
    };
    this.kept.set(paySp, { of: books, held });
    return held;
  }

  /** The merchant gives money back by hand, at the PSP. */
  async refundElsewhere(paySp: string, event: Pick<SandboxEvent, 'trade_no' | 'amount'>): Promise<void> {
    const said = await this.event(paySp, { event: 'backoffice_refund', ...event });
    this.elsewhere.add((said as { refund: RefundView }).refund.refund_no);
    this.kept.clear();
  }

  /** Does at the PSP what a request asks for. */
  async serve(request: Request, mishap: Mishap | undefined): Promise<HttpReply> {
    this.happened += 1;
    if ('cloudPay' in request) return this.carried(request.cloudPay, request.data);
    const seen = asSeen(request);
    const [, , paySp = ''] = seen.path.split('/');
    const sandbox = this.sandbox(paySp);
    if (mishap === 'bad signature') spoil(sandbox);
    const reply = asAnswered(await sandbox.handle(seen));
    this.learnLink(sandbox, reply.body);
    return reply;
  }

  /** The trade behind a payment link. */
  tradeBehind(url: string): string | undefined {
    return this.links.get(tokenIn(url) ?? '');
  }

  /** A link that nobody has seen before is that of the newest payment. */
  private learnLink(sandbox: Sandbox, body: string): void {
    const token = tokenIn(body);
    if (token === undefined || this.links.has(token)) return;
    this.links.set(token, sandbox.books().payments.at(-1)?.trade_no ?? '');
  }

  /** A payment link or cashier page, as the payer's browser asks for it. */
  async visit(url: string, decision: 'pay' | 'decline'): Promise<void> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await this.serve({ method: 'POST', url, headers, body: `decision=${decision}` }, undefined);
  }

  private async carried(api: string, data: Words): Promise<HttpReply> {
    const answer = this.apis.get(api);
    if (!answer) throw new Error(`the platform has no cloudPay.${api}`);
    const said = await answer(snakeCased(calledBackHere(data)) as Record<string, unknown>);
    const words = {
      ...(Buffer.isBuffer(said) ? carriedFile(said) : (camelCased(said) as object)),
      errCode: 0,
      errMsg: `cloudPay.${api}:ok`,
    };
    return { status: 200, headers: {}, body: JSON.stringify(words) };
  }

  private all(): Sandboxes {
    if (!this.sandboxes) throw new Error('the sandboxes are made with the house');
    return this.sandboxes;
  }

  private present(): Courier {
    if (!this.courier) throw new Error('no world has begun');
    return this.courier;
  }
}

const tokenIn = (text: string): string | undefined => /\/pay\/([0-9a-f]{32})/.exec(text)?.[1];

/** A file as the adapter hands it on. */
const carriedFile = (bytes: Buffer): object => ({ data: { base64: bytes.toString('base64') } });

/** A function that is called back is one of this environment, as the adapter says it. */
const calledBackHere = (data: Words): Words =>
  data.functionName === undefined || data.envId !== undefined ? data : { ...data, envId: 'simulated' };

/** The next answer is signed wrongly, where answers are signed. */
function spoil(sandbox: Sandbox): void {
  try {
    sandbox.fault({ operation: 'any', kind: 'bad_signature', times: 1 });
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ControlError')) throw error;
  }
}
