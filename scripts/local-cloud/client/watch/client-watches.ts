// POST /wx/watch: the queries that mini-programs watch. One opens its watches on a channel of its own, and asks for what there is to tell;
// the question waits until there is something.
import * as v from 'valibot';
import type { ChangeFeed } from '../../database/change-feed';
import { requestFailed } from '../../database/database-errors';
import type { Doc } from '../../database/document';
import { identityOf } from '../../functions/call-function';
import { messageOf, ServiceError } from '../../service-error';
import { json, type WebReply, type WebRequest } from '../../web';
import type { Admission } from '../admission';
import { clientError } from '../client-errors';
import { OpenWatch } from './open-watch';
import { WatchChannel, type ChannelTimes } from './watch-channel';
import { WatchedQuery } from './watched-query';

/** So many queries a mini-program watches at once, and so many mini-programs do. */
const mostWatches = 100;
const mostChannels = 100;
const usualTimes: ChannelTimes = { patienceMs: 20_000, lifetimeMs: 30_000 };

const channel = v.pipe(v.string(), v.nonEmpty(), v.maxLength(100));
const questionSchema = v.variant('action', [
  v.looseObject({ action: v.literal('open'), channel, watch: v.string(), collectionName: v.string() }),
  v.object({ action: v.literal('next'), channel, after: v.number() }),
  v.object({ action: v.literal('close'), channel, watch: v.optional(v.string()) }),
]);
const wireSchema = v.pipe(v.string(), v.parseJson(), questionSchema);

export interface ClientWatchesOptions {
  readonly admission: Admission;
  readonly feed: ChangeFeed;
  readonly log: (line: string) => void;
  readonly times?: ChannelTimes;
}

/** A channel, and what is watched on it. */
interface MiniProgram {
  readonly channel: WatchChannel;
  readonly watches: Map<string, OpenWatch>;
}

export class ClientWatches {
  private readonly miniPrograms = new Map<string, MiniProgram>();
  /** Of the message before; also above those of a cloud that ran before. */
  private told = Date.now();

  constructor(private readonly options: ClientWatchesOptions) {}

  async handle(request: WebRequest): Promise<WebReply> {
    const read = v.safeParse(wireSchema, request.body.toString('utf8'));
    if (!read.success)
      return json({ error: 'POST {"action": "open", "next" or "close", "channel", …} as JSON' }, 400);
    const { output: question } = read;
    const known = this.miniPrograms.get(question.channel);
    if (question.action === 'open') {
      this.open(question, identityOf(request.headers).openid);
      return json({ isNew: !known });
    }
    if (!known) return json({ gone: true });
    if (question.action === 'next') return json({ messages: await known.channel.next(question.after) });
    this.closed(question.channel, known, question.watch);
    return json({});
  }

  /** Whoever watches finds nothing of it left, and opens its watches anew. */
  close(): void {
    for (const name of [...this.miniPrograms.keys()]) this.end(name);
  }

  private open(body: Doc & { channel: string; watch: string }, openid: string | undefined): void {
    const { channel: talk, watches } = this.miniProgram(body.channel);
    const { watch } = body;
    const failed = (error: unknown): void => {
      watches.delete(watch);
      if (!(error instanceof ServiceError)) this.options.log(`/wx/watch failed: ${messageOf(error)}`);
      talk.tell({ watch, ...clientError(error) });
    };
    watches.get(watch)?.close();
    if (watches.size >= mostWatches && !watches.has(watch)) {
      failed(requestFailed(`a mini-program watches ${mostWatches} queries at most: close one of them`));
      return;
    }
    try {
      const { admission, feed } = this.options;
      const query = new WatchedQuery(admission, body, openid);
      const listener = { snapshot: (told: object) => talk.tell({ watch, ...told }), failed };
      watches.set(watch, new OpenWatch(query, listener, feed));
    } catch (error) {
      failed(error);
    }
  }

  private miniProgram(name: string): MiniProgram {
    const known = this.miniPrograms.get(name);
    if (known) return known;
    const [oldest] = this.miniPrograms.keys();
    if (oldest !== undefined && this.miniPrograms.size >= mostChannels) this.end(oldest);
    const made = {
      channel: new WatchChannel(
        this.options.times ?? usualTimes,
        () => (this.told += 1),
        () => this.end(name),
      ),
      watches: new Map<string, OpenWatch>(),
    };
    this.miniPrograms.set(name, made);
    return made;
  }

  private closed(name: string, { watches }: MiniProgram, watch: string | undefined): void {
    if (watch !== undefined) {
      watches.get(watch)?.close();
      watches.delete(watch);
    }
    if (watch === undefined || watches.size === 0) this.end(name);
  }

  private end(name: string): void {
    const ended = this.miniPrograms.get(name);
    this.miniPrograms.delete(name);
    for (const watch of ended?.watches.values() ?? []) watch.close();
    ended?.channel.close();
  }
}
