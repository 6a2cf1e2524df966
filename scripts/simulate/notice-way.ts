/** The way of notices from the PSPs to function `notify`: late, doubled, lost, out of order, and so are the answers. */
import { CALM } from './shape';
import { tampered } from './tampering';
import type { World } from './world';
import type { Dice } from './dice';
import type { Courier } from './psp-house';
import type { Party } from './scheduler';

/** How long a PSP waits for the answer. */
const PATIENCE_MS = 5000;

interface Taken {
  readonly status: number;
  readonly body: string;
}

type HttpNotice = {
  readonly httpMethod: string;
  readonly path: string;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

export class NoticeWay implements Courier {
  private readonly way: Party = { name: 'notices', isAlive: () => true, eagerness: 0.5 };

  constructor(
    private readonly world: World,
    private readonly dice: Dice,
  ) {}

  async post(url: string, headers: Record<string, string>, body: string, method: string): Promise<Taken> {
    const { pathname, searchParams } = new URL(url);
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const event = {
      httpMethod: method,
      path: pathname,
      queryStringParameters: Object.fromEntries(searchParams),
      headers: Object.fromEntries(lower) as Record<string, string>,
      body,
      isBase64Encoded: false,
    };
    if (this.dice.chance(this.world.troubles.notices / 4)) void this.tamper(event);
    return this.carried(pathname, () => this.takenByHttp(event));
  }

  async call(event: Record<string, unknown>): Promise<unknown> {
    return this.carried('a call', async () => {
      const wasCalm = this.isCalm();
      const answer = await this.world.takeCall(event);
      const said = answer.is === 'answered' ? (answer.value as { readonly errcode?: unknown }) : undefined;
      if (wasCalm && this.isCalm() && said?.errcode !== 0 && this.isTrue(event))
        this.world.wrong(`a true notice was turned away: ${JSON.stringify(said)}`);
      return said;
    });
  }

  /** A forger's call, which carries no signature, may be as late as any. */
  private isTrue({ outTradeNo }: Record<string, unknown>): boolean {
    const { house, paySps } = this.world;
    return house.payments(paySps).some((one) => one.out_trade_no === outTradeNo && one.paid !== undefined);
  }

  /** Nothing keeps a call of the platform from being taken. A configuration that was just edited is learned within a minute. */
  private isCalm(): boolean {
    const { scheduler, troubles, shape } = this.world;
    return scheduler.isDirect && troubles === CALM && !shape.roles.has('editor');
  }

  /** Somebody sends a copy of it that was changed. */
  private async tamper(event: HttpNotice): Promise<void> {
    const { world, dice } = this;
    const others = world.orders().map(({ outTradeNo }) => outTradeNo);
    const { queryStringParameters: query, headers, body } = event;
    const changed = tampered({ query, headers, body }, dice, others);
    await world.scheduler.turn(this.way, 'brings a notice that was tampered with');
    const { query: queryStringParameters, ...rest } = changed;
    await this.takenByHttp({ ...event, ...rest, queryStringParameters });
  }

  private async takenByHttp(event: HttpNotice): Promise<Taken | undefined> {
    const answer = await this.world.takeHttp(event);
    if (answer.is === 'threw') this.world.wrong(`a notice ended with no answer: ${String(answer.error)}`);
    if (answer.is !== 'answered') return undefined;
    return { status: answer.value.statusCode, body: answer.value.body };
  }

  /** Rejects where the PSP hears nothing in time; what was sent may come all the same. */
  private carried<T>(where: string, take: () => Promise<T | undefined>): Promise<T> {
    const { scheduler } = this.world;
    const { dice } = this;
    const mishap = dice.chance(this.world.troubles.notices)
      ? dice.pick(['lost', 'doubled', 'late', 'answer lost'])
      : 'well';
    const told = mishap === 'well' ? '' : ` (${mishap})`;
    scheduler.note(`a notice leaves for ${where}${told}`);
    return new Promise((resolve, reject) => {
      const cancel = scheduler.clock.at(scheduler.clock.now() + PATIENCE_MS, () =>
        reject(new Error('no answer in time')),
      );
      const deliver = async (): Promise<void> => {
        if (mishap === 'late') await scheduler.sleep(this.way, dice.between(1000, 600_000), 'is late');
        await scheduler.turn(this.way, `comes to ${where}`);
        const taken = await take();
        await scheduler.turn(this.way, () => `brings back ${JSON.stringify(taken)}`);
        if (mishap === 'answer lost') return;
        cancel();
        if (taken === undefined) reject(new Error('the function ended without an answer'));
        else resolve(taken);
      };
      if (mishap === 'lost') return;
      void deliver();
      if (mishap === 'doubled') void deliver();
    });
  }
}
