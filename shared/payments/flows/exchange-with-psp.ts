/** Runs one operation of a connector: pure bytes out, the one exchange, pure bytes in. */
import { exchange, logOutcome, type Env, type ExchangeName, type Outcome } from '../../kernel/exchange';
import { PayError } from '../../kernel/errors';
import type { Fields } from '../../kernel/fields';
import { present } from '../../kernel/present';
import type { Secret } from '../../kernel/secret';
import type { Operation } from '../psp/operation';
import type { ConnectedAccount } from './payment-config';
import type { Shop } from './shop';

type OperationName = 'prepare' | 'pay' | 'query' | 'close' | 'refund' | 'queryRefund' | 'statement';

interface Question<In, Out> {
  readonly operation: Operation<Fields, In, Out>;
  readonly input: In;
  /** For the log; there is none where the question is about a whole day. */
  readonly outTradeNo?: string;
}

/**
 * The outcome of an operation; never rejects because of the network. A reply under a new key is read once more; what was turned away
 * because of its token, so that nothing has happened, is sent once more with a new one.
 */
export async function exchangeWithPsp<In, Out>(
  shop: Shop,
  connected: ConnectedAccount,
  name: OperationName,
  question: Question<In, Out>,
): Promise<Outcome<Out>> {
  const named = { ...question, name };
  const first = await withToken(shop, connected, named);
  const again =
    first.token && isTurnedAway(first.outcome) ? await withToken(shop, connected, named, first.token) : first;
  shop.pauses.note(connected.account.paySp, again.outcome);
  return again.outcome;
}

const isTurnedAway = (outcome: Outcome<unknown>): boolean =>
  outcome.is === 'unsent' && outcome.why === 'no_token';

interface Named<In, Out> extends Question<In, Out> {
  readonly name: OperationName;
}

/** One sending with a token, where the PSP wants one; without one nothing is sent. */
async function withToken<In, Out>(
  shop: Shop,
  connected: ConnectedAccount,
  question: Named<In, Out>,
  refused?: Secret,
): Promise<{ readonly outcome: Outcome<Out>; readonly token?: Secret }> {
  const { name, outTradeNo } = question;
  const exchangeName = { party: connected.account.paySp, operation: name, ...present({ outTradeNo }) };
  const entry = await shop.tokens.of(shop, connected, refused);
  if ('is' in entry) return { outcome: unsent(shop, exchangeName, entry) };
  return { ...entry, outcome: await sendOnce(shop, connected, { ...question, exchangeName }, entry) };
}

async function sendOnce<In, Out>(
  shop: Shop,
  connected: ConnectedAccount,
  { operation, input, exchangeName }: Named<In, Out> & { readonly exchangeName: ExchangeName },
  entry: Pick<Env, 'token'>,
): Promise<Outcome<Out>> {
  const { account, connector } = connected;
  const { keys, missing } = await shop.trustedKeys.of(shop, connected);
  // An answer that nothing could vouch for is not worth a question: nothing is sent.
  if (missing) return unsent(shop, exchangeName, missing);
  const env: Env = { now: shop.clock.now(), nonce: shop.random.hex(16), keys, ...entry };
  const request = operation.request(input, account, env);
  if (!request) return unsent(shop, exchangeName, unaskable(operation, connected, env));
  return exchange<Out>(
    shop,
    exchangeName,
    (limitMs) =>
      'cloudPay' in request ? shop.cloudPay.call(request, limitMs) : shop.http.send(request, limitMs),
    (reply) =>
      connector.login?.refuses(reply)
        ? TOKEN_REFUSED
        : read(shop, connected, (now) => operation.reply(reply, input, account, now), env),
  );
}

const TOKEN_REFUSED = { is: 'unsent', why: 'no_token', theirs: 'it refuses the token that it gave' } as const;

function unsent<T extends Outcome<never>>(shop: Shop, name: ExchangeName, outcome: T): T {
  logOutcome(shop.log, name, outcome, 0);
  return outcome;
}

/** A number that we never learned, or names that only the PSP can tell, are missing for this question. */
function unaskable(operation: Lacking, { account }: ConnectedAccount, env: Env): Outcome<never> {
  const lacks = operation.lacks?.(account, env.now) ?? [];
  return { is: 'unsent', why: 'unaskable', theirs: lacks.join('; ') || 'a number of theirs is not known' };
}

async function read<Out>(
  shop: Shop,
  connected: ConnectedAccount,
  reply: (env: Env) => Outcome<Out>,
  env: Env,
): Promise<Outcome<Out>> {
  const first = reply(env);
  if (first.is !== 'unknown' || first.why !== 'unknown_key') return first;
  if (!(await shop.trustedKeys.refresh(shop, connected))) return first;
  const { keys } = await shop.trustedKeys.of(shop, connected);
  return reply({ ...env, keys });
}

interface Lacking {
  readonly lacks?: Operation<Fields, never, unknown>['lacks'];
}

/** Says what the configuration lacks for an operation, before anything is stored or sent. Throws CONFIG_INVALID. */
export function refuseLacking(
  { account }: ConnectedAccount,
  operation: Lacking,
  now: number,
  payMethod: string,
): void {
  const missing = operation.lacks?.(account, now, payMethod) ?? [];
  if (missing.length > 0) throw invalid({ account }, missing.join('; '));
}

const invalid = ({ account }: Pick<ConnectedAccount, 'account'>, what: string): PayError =>
  new PayError('CONFIG_INVALID', `configuration "${account.configId}": ${account.paySp}: ${what}`);

type Failed = Exclude<Outcome<unknown>, { is: 'ok' }>;

/** What each unanswered sending is called towards the caller; what happened in detail is in the log. */
export const UNKNOWN_WORDS: Readonly<Record<Extract<Failed, { is: 'unknown' }>['why'], string>> = {
  timeout: 'did not answer in time',
  cut_off: 'broke off while it was answering',
  too_large: 'answered more than can be read',
  busy: 'is busy',
  unreadable: 'gave an answer that cannot be read',
  unverified: 'gave an answer whose signature is wrong',
  unknown_key:
    'signed its answer with a key that is not configured; see the log for its serial, and add the public key or let certificates be downloaded',
  undocumented: 'said no in words that it does not document',
  later: 'takes this later',
};

/** The error that a caller gets for an outcome that is not ok. */
export function outcomeError(
  outcome: Failed,
  connected: Pick<ConnectedAccount, 'account'>,
  fields: Readonly<Record<string, string>> = {},
): PayError {
  const { paySp } = connected.account;
  if (outcome.is === 'refused') {
    return new PayError('PSP_REFUSED', `${paySp} refused: ${outcome.theirs}`, fields);
  }
  if (outcome.is === 'unsent') return unsentError(outcome, connected, fields);
  const theirs = outcome.theirs === undefined ? '' : ` (${outcome.theirs})`;
  const then =
    outcome.why === 'later'
      ? 'it is kept, and sent again under its number'
      : 'it may have happened. Ask again before you repeat anything';
  const detail = `${paySp} ${UNKNOWN_WORDS[outcome.why]}${theirs}; ${then}`;
  return new PayError('OUTCOME_UNKNOWN', detail, fields);
}

function unsentError(
  { why, theirs }: Extract<Failed, { is: 'unsent' }>,
  { account }: Pick<ConnectedAccount, 'account'>,
  fields: Readonly<Record<string, string>>,
): PayError {
  const { paySp } = account;
  switch (why) {
    case 'no_keys':
    case 'no_token':
    case 'untrusted_certificate':
      return new PayError(
        'CONFIG_INVALID',
        `configuration "${account.configId}": ${paySp}: ${theirs}. Nothing was sent`,
        fields,
      );
    case 'unaskable':
      return new PayError(
        'NOT_SUPPORTED',
        `${paySp} cannot be asked for this: ${theirs}. Nothing was sent`,
        fields,
      );
    case 'keys_away':
      return new PayError(
        'PSP_UNREACHABLE',
        `the keys that vouch for answers of ${paySp} could not be had (${theirs}), so nothing was sent. Try again later`,
        fields,
      );
    case 'token_away':
      return new PayError(
        'PSP_UNREACHABLE',
        `${paySp} gave no token that lets us in (${theirs}), so nothing was sent. Try again later`,
        fields,
      );
    case 'no_time':
      return new PayError(
        'BUSY',
        `${paySp} was too slow for this call, nothing further was sent. Try again`,
        fields,
      );
    case 'unreachable':
      return new PayError(
        'PSP_UNREACHABLE',
        `${paySp} was not reached (${theirs}), this time nothing was sent. Try again later`,
        fields,
      );
  }
}
