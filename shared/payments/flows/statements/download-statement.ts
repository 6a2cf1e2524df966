/**
 * Fetches a statement that is a file: the address, where one is handed out, then the file, read while it comes. A file that
 * turns out to be unusable is kept for a person.
 */
import {
  exchange,
  failureOutcome,
  timeLeft,
  type Env,
  type ExchangeName,
  type Outcome,
} from '../../../kernel/exchange';
import { HttpFailure, type Download, type HttpReply, type HttpRequest } from '../../../kernel/http';
import type { Fields } from '../../../kernel/fields';
import { present } from '../../../kernel/present';
import type {
  FileStatement,
  NoFile,
  StatementDay,
  StatementLink,
  StatementQuestion,
} from '../../psp/statement';
import { exchangeWithPsp } from '../exchange-with-psp';
import type { Fetched, NotFetched } from './fetched-statement';
import { keptWhenUnusable } from './keep-statement';
import type { ConnectedAccount } from '../payment-config';
import type { Shop } from '../shop';
import { headOf, isFile, smallText } from './statement-bytes';
import { withoutAnswer } from './statement-answers';

type Source<Line> = FileStatement<Fields, Line>;

type Asking = Pick<Source<unknown>, 'request' | 'reply' | 'announced'>;

/** A file that stands open, or is already here. */
interface Opened {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sha1?: string;
}

/** A bill packs to a tenth: this is a day of some ten million payments. */
const MAX_FILE_BYTES = 512 * 1024 * 1024;

/** However slowly a file comes and is worked on. */
const MAX_WHOLE_MS = 10 * 60_000;

/** `name`: of the file where it is kept; the day, where the statement itself is meant. */
export async function downloadStatement<Line>(
  shop: Shop,
  connected: ConnectedAccount,
  source: Source<Line>,
  { day, name = day }: { readonly day: StatementDay; readonly name?: string },
): Promise<Fetched<Line>> {
  const found = await linkOf(shop, connected, source, day);
  if (found.is !== 'ok') return withoutAnswer(found);
  if ('no' in found.value) return without(found.value);
  const opened = await opening(shop, connected, source, found.value);
  if ('fetched' in opened) return opened.fetched;
  const { account } = connected;
  const sha1 = opened.sha1 ?? found.value.link?.sha1;
  const read = (bytes: AsyncIterable<Uint8Array>) =>
    source.lines({ bytes, day, account, ...present({ sha1 }) });
  return { is: 'lines', lines: keptWhenUnusable(shop, connected, name, { bytes: opened.bytes, read }) };
}

/** What to ask for: the day, and the address that the PSP has for it. */
async function linkOf(
  shop: Shop,
  connected: ConnectedAccount,
  source: Pick<Source<unknown>, 'link'>,
  day: StatementDay,
): Promise<Outcome<StatementQuestion | NoFile>> {
  const operation = source.link?.(connected.account);
  if (!operation) return { is: 'ok', value: { day } };
  const found: Outcome<StatementLink | NoFile> = await exchangeWithPsp(shop, connected, 'statement', {
    operation,
    input: day,
  });
  if (found.is !== 'ok') return found;
  return { is: 'ok', value: 'no' in found.value ? found.value : { day, link: found.value } };
}

/** Opens the file, or says what came in its place. */
async function opening(
  shop: Shop,
  connected: ConnectedAccount,
  source: Asking,
  question: StatementQuestion,
): Promise<Opened | { readonly fetched: NotFetched }> {
  const { account } = connected;
  const { keys, missing } = await shop.trustedKeys.of(shop, connected);
  if (missing) return { fetched: withoutAnswer(missing) };
  const env: Env = { now: shop.clock.now(), nonce: shop.random.hex(16), keys };
  const request = source.request(question, account, env);
  if (!request) return { fetched: FOREIGN };
  const name = { party: account.paySp, operation: 'statement file' };
  const answered: Answered = (reply) => carried(source.reply(reply, question, account, env));
  const opened =
    'cloudPay' in request
      ? await exchange(shop, name, (limitMs) => shop.cloudPay.call(request, limitMs), answered)
      : await download(shop, name, request, { source, answered });
  if (opened.is !== 'ok') return { fetched: withoutAnswer(opened) };
  return 'no' in opened.value ? { fetched: without(opened.value) } : opened.value;
}

type Answered = (reply: HttpReply) => Outcome<Opened | NoFile>;

const FOREIGN: NotFetched = {
  is: 'unusable',
  code: 'foreign_address',
  why: 'the address of the file is not on a host of the PSP: nothing was fetched from it',
};

async function download(
  shop: Shop,
  name: ExchangeName,
  request: HttpRequest,
  { source, answered }: { readonly source: Asking; readonly answered: Answered },
): Promise<Outcome<Opened | NoFile>> {
  return exchange<Opened | NoFile, Download>(
    shop,
    name,
    (headMs) =>
      shop.downloads.open(request, {
        headMs,
        wholeMs: Math.min(MAX_WHOLE_MS, timeLeft(shop)),
        maxBytes: MAX_FILE_BYTES,
      }),
    (answer) => fileIn(answer, source, answered),
  );
}

async function fileIn(
  { status, headers, bytes: all }: Download,
  source: Asking,
  answered: Answered,
): Promise<Outcome<Opened | NoFile>> {
  try {
    const { head, bytes } = await headOf(all);
    if (isFile(status, head))
      return { is: 'ok', value: { bytes, ...present({ sha1: source.announced?.(headers) }) } };
    return answered({ status, headers, body: await smallText(bytes) });
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return failureOutcome(error);
  }
}

/** A file that came inside an answer. */
function carried(outcome: Outcome<NoFile | Buffer>): Outcome<Opened | NoFile> {
  if (outcome.is !== 'ok') return outcome;
  return { is: 'ok', value: 'no' in outcome.value ? outcome.value : { bytes: once(outcome.value) } };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

const without = (file: NoFile): NotFetched =>
  file.no === 'trade' ? { is: 'empty' } : { is: 'later', why: file.why };
