// watch(): the queries that this mini-program watches, on one channel to the local cloud. A question waits there until there is something
// to tell; when the cloud has been started anew, the watches are opened again and hear what they have missed.
import type { Person } from '../../person';
import { post } from '../local-port';
import type { Fields } from './wire';

/** What a mini-program gives to watch(). */
export interface Listening {
  readonly onChange: (snapshot: object) => void;
  readonly onError: (failure: Error) => void;
}

export interface Watcher {
  close(): Promise<void>;
}

/** Reads documents as a query's answer is read. */
export type ReadDocuments = (texts: readonly string[]) => Promise<readonly unknown[]>;

interface Watch {
  readonly question: Fields;
  readonly listening: Listening;
  readonly read: ReadDocuments;
  isOpen: boolean;
  known?: { readonly docs: readonly string[]; readonly id: number };
}

interface Change {
  readonly doc: string;
  readonly updatedFields?: string;
}

interface Message {
  readonly number: number;
  readonly watch: string;
  readonly id: number;
  readonly type?: 'init';
  readonly docs: readonly string[];
  readonly changes: readonly Change[];
  readonly errCode?: number;
  readonly errMsg?: string;
  readonly code?: string;
}

/** How long to wait before a cloud that does not answer is asked again, ms. */
const pause = 1000;

export class Realtime {
  private readonly channel = `phone-${crypto.randomUUID()}`;
  private readonly watches = new Map<string, Watch>();
  private opened = 0;
  private heard = 0;
  private isFollowing = false;
  private opening: Promise<void> = Promise.resolve();

  constructor(private readonly person: Person) {}

  watch(question: Fields, listening: Listening, read: ReadDocuments): Watcher {
    for (const name of ['onChange', 'onError'] as const)
      if (typeof listening[name] !== 'function')
        throw new Error(`parameter.${name} should be function instead of ${typeof listening[name]};`);
    this.opened += 1;
    const name = `watch-${this.opened}`;
    this.watches.set(name, { question, listening, read, isOpen: false });
    void this.open(name).catch(() => undefined);
    void this.follow();
    return { close: () => this.close(name) };
  }

  /** The mini-program is closed; what is sent now has to arrive although nobody waits for an answer. */
  leave(send: (path: string, body: string) => unknown): void {
    if (this.watches.size > 0) send('/wx/watch', JSON.stringify({ action: 'close', channel: this.channel }));
  }

  private async close(name: string): Promise<void> {
    if (!this.watches.delete(name)) return;
    await this.say({ action: 'close', watch: name }).catch(() => undefined);
  }

  /** One after the other, so that a channel that turns out to be a new one says which watches are lost. */
  private open(name: string): Promise<void> {
    const next = this.opening.then(async () => {
      const watch = this.watches.get(name);
      if (!watch || watch.isOpen) return;
      const { docs: known, id } = watch.known ?? {};
      const { isNew } = await this.say({ action: 'open', watch: name, ...watch.question, known, id });
      if (isNew === true) for (const other of this.watches.values()) other.isOpen = false;
      watch.isOpen = true;
    });
    this.opening = next.catch(() => undefined);
    return next;
  }

  private async follow(): Promise<void> {
    if (this.isFollowing) return;
    this.isFollowing = true;
    while (this.watches.size > 0) {
      try {
        for (const name of [...this.watches.keys()]) await this.open(name);
        await this.askOnce();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    this.isFollowing = false;
  }

  private async askOnce(): Promise<void> {
    const { messages = [], gone } = (await this.say({ action: 'next', after: this.heard })) as {
      readonly messages?: readonly Message[];
      readonly gone?: boolean;
    };
    if (gone) for (const watch of this.watches.values()) watch.isOpen = false;
    for (const message of messages) {
      this.heard = message.number;
      await this.hear(message);
    }
  }

  private async hear(message: Message): Promise<void> {
    const watch = this.watches.get(message.watch);
    if (!watch) return;
    if (message.errCode !== undefined) {
      this.tell(message.watch, () => {
        void this.close(message.watch);
        watch.listening.onError(failureOf(message, watch));
      });
      return;
    }
    const snapshot = await snapshotOf(message, watch.read);
    watch.known = { docs: message.docs, id: message.id };
    this.tell(message.watch, () => watch.listening.onChange(snapshot));
  }

  /** Apart from all else, so that what the mini-program throws is its own failure; not after it has closed the watch. */
  private tell(name: string, call: () => void): void {
    setTimeout(() => {
      if (this.watches.has(name)) call();
    });
  }

  private say(body: Fields): Promise<Fields> {
    return post('/wx/watch', { channel: this.channel, ...body }, this.person);
  }
}

async function snapshotOf({ id, type, docs, changes }: Message, read: ReadDocuments): Promise<object> {
  const [shown, changed, updates] = await Promise.all([
    read(docs),
    read(changes.map(({ doc }) => doc)),
    read(changes.map(({ updatedFields = '{}' }) => updatedFields)),
  ]);
  const docChanges = changes.map((change, at) => ({
    ...change,
    id,
    doc: changed[at],
    ...(change.updatedFields === undefined ? {} : { updatedFields: updates[at] }),
  }));
  return { id, docs: shown, docChanges, ...(type === undefined ? {} : { type }) };
}

/** WeChat's numbers for a watch that could not be begun, and for one that the service has ended (error codes, read 2026-11). */
function failureOf({ code, errMsg }: Message, { known }: Watch): Error {
  const errCode = known ? -402006 : -402002;
  const text = `Watch Error ${JSON.stringify({ code, message: errMsg })}`;
  return Object.assign(new Error(`errCode: ${errCode} | errMsg: ${text}`), { errCode, errMsg: text });
}
