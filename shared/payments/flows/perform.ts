/** Runs one operation of a connector: the only place that sends, times, classifies and logs. */
import type { Env, HttpReply, Outcome } from '../../kernel/exchange';
import { HttpFailure } from '../../kernel/ports';
import type { Operation } from '../psp/connector';
import type { Fields } from '../../kernel/fields';
import { PayError } from '../../kernel/errors';
import type { ConnectedAccount } from './payment-config';
import type { Shop } from './shop';

type OperationName = 'pay' | 'query' | 'close' | 'refund' | 'queryRefund';

/** The outcome of an operation; never rejects because of the network. A reply under a new key is read once more. */
export async function perform<In, Out>(
  shop: Shop,
  connected: ConnectedAccount,
  name: OperationName,
  { operation, input }: { operation: Operation<Fields, In, Out>; input: In },
): Promise<Outcome<Out>> {
  const { account } = connected;
  const startedAt = shop.clock.now();
  const env = await environment(shop, connected);
  // An answer that nothing could vouch for is not worth a question: nothing is sent.
  if (connected.connector.keys && env.keys.length === 0)
    return { is: 'refused', why: 'unreached', theirs: 'no keys' };
  const request = operation.request(input, account, env);
  if (!request) {
    const lacks = operation.lacks?.(account, env.now).join('; ');
    shop.log('psp_unaskable', { pay_sp: account.paySp, operation: name, lacks });
    return { is: 'unknown', why: 'unaskable' };
  }
  const sent = await send(() =>
    'cloudPay' in request ? shop.cloudPay.call(request) : shop.http.send(request),
  );
  const outcome =
    'is' in sent
      ? sent
      : await read(shop, connected, (now) => operation.reply(sent, input, account, now), env);
  shop.log('psp', {
    pay_sp: account.paySp,
    operation: name,
    outcome: outcome.is,
    why: outcome.is === 'ok' ? undefined : outcome.why,
    ms: shop.clock.now() - startedAt,
  });
  return outcome;
}

async function environment(shop: Shop, connected: ConnectedAccount): Promise<Env> {
  const keys = await shop.trustedKeys.of(connected);
  return { now: shop.clock.now(), nonce: shop.random.hex(16), keys };
}

async function send(call: () => Promise<HttpReply>): Promise<HttpReply | Outcome<never>> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.reached) return { is: 'unknown', why: 'timeout' };
    return { is: 'refused', why: 'unreached', theirs: error.message };
  }
}

async function read<Out>(
  shop: Shop,
  connected: ConnectedAccount,
  reply: (env: Env) => Outcome<Out>,
  env: Env,
): Promise<Outcome<Out>> {
  const first = reply(env);
  if (first.is !== 'unknown' || first.why !== 'unknown_key') return first;
  if (!(await shop.trustedKeys.refresh(connected))) return first;
  return reply({ ...env, keys: await shop.trustedKeys.of(connected) });
}

type Lacks = Operation<Fields, never, unknown>['lacks'];

/** Says what the configuration lacks for an operation, before anything is stored or sent. Throws CONFIG_INVALID. */
export function refuseLacking(
  { account }: ConnectedAccount,
  operation: { readonly lacks?: Lacks },
  now: number,
  payMethod: string,
): void {
  const missing = operation.lacks?.(account, now, payMethod) ?? [];
  if (missing.length === 0) return;
  throw new PayError(
    'CONFIG_INVALID',
    `configuration "${account.configId}": ${account.paySp}: ${missing.join('; ')}`,
  );
}

/** The error that a caller gets for an outcome that is not ok. */
export function outcomeError(
  outcome: Exclude<Outcome<unknown>, { is: 'ok' }>,
  paySp: string,
  fields: Readonly<Record<string, string>> = {},
): PayError {
  if (outcome.is === 'unknown') {
    const detail = `the answer of ${paySp} did not come or could not be trusted (${outcome.why}); it may have happened. Ask again before you repeat anything`;
    return new PayError('OUTCOME_UNKNOWN', detail, fields);
  }
  if (outcome.why === 'unreached') {
    return new PayError(
      'PSP_UNREACHABLE',
      `${paySp} was not reached, nothing happened. Try again later`,
      fields,
    );
  }
  return new PayError('PSP_REFUSED', `${paySp} refused: ${outcome.theirs}`, fields);
}
