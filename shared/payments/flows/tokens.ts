/** Tokens of PSPs that let in by one: got by a login, shared by all instances, never shown. */
import { sealingWith } from '../../codecs/sealed-text';
import { credential, noCredentials, type Fresh } from '../../kernel/credentials';
import { exchange, type Exchanging, type Outcome } from '../../kernel/exchange';
import type { Fields } from '../../kernel/fields';
import { Secret } from '../../kernel/secret';
import type { Login } from '../psp/connector';
import type { Ports } from '../ports';
import type { ConnectedAccount } from './payment-config';

/** What a login needs. */
type LoggingIn = Exchanging & Pick<Ports, 'http' | 'random' | 'pspTokens'>;

export interface Tokens {
  /**
   * The token of an account; undefined where its PSP wants none. Without one nothing can be sent. `refused`: one that the PSP has
   * just refused, and that is not given again.
   */
  of(
    shop: LoggingIn,
    connected: ConnectedAccount,
    refused?: Secret,
  ): Promise<{ readonly token?: Secret } | Extract<Outcome<never>, { is: 'unsent' }>>;
}

/** The tokens of one running process. */
export function createTokens(): Tokens {
  const memory = noCredentials();
  return {
    async of(shop, connected, refused) {
      const { login } = connected.connector;
      if (!login) return {};
      const { account } = connected;
      const room = { ...memory, ...pick(shop), credentials: shop.pspTokens };
      const said = await credential(room, {
        id: `${account.paySp}:${login.name(account)}`,
        sealing: sealingWith(login.secret(account)),
        refused: refused?.reveal(),
        obtain: () => logIn(shop, connected, login),
      });
      return said.is === 'ok' ? { token: new Secret(said.value) } : withoutToken(said);
    },
  };
}

const pick = ({ clock, random, deadline }: LoggingIn): Pick<LoggingIn, 'clock' | 'random' | 'deadline'> => ({
  clock,
  random,
  deadline,
});

async function logIn(
  shop: LoggingIn,
  { account }: ConnectedAccount,
  { obtain }: Login<Fields>,
): Promise<Outcome<Fresh>> {
  const env = { now: shop.clock.now(), nonce: shop.random.hex(16), keys: [] };
  const request = obtain.request(true, account, env);
  if (!request || 'cloudPay' in request) return { is: 'unsent', why: 'unaskable', theirs: 'no address' };
  return exchange(
    shop,
    { party: account.paySp, operation: 'login' },
    (limitMs) => shop.http.send(request, limitMs),
    (reply) => obtain.reply(reply, true, account, { ...env, now: shop.clock.now() }),
  );
}

/** Whatever came of the login: what was to be sent with its token was not. */
function withoutToken(
  said: Exclude<Outcome<string>, { is: 'ok' }>,
): Extract<Outcome<never>, { is: 'unsent' }> {
  switch (said.is) {
    case 'unsent':
      return said;
    case 'refused':
      return { is: 'unsent', why: 'no_token', theirs: `the login was refused (${said.theirs})` };
    case 'unknown':
      return { is: 'unsent', why: 'token_away', theirs: said.theirs ?? said.why };
  }
}
