/** Asks each PSP something harmless, by the connector's own code: how the payment of a number stands that nobody ever sent. */
import { cloudStore } from '../../shared/adapters/cloud-store';
import { cloudFiles } from '../../shared/adapters/cloud-files';
import { requestPromiseHttp } from '../../shared/adapters/http';
import { requestPromiseDownloads } from '../../shared/adapters/http-downloads';
import { systemRandom } from '../../shared/adapters/system';
import type { Credential } from '../../shared/kernel/credentials';
import type { Documents } from '../../shared/kernel/versioned';
import type { Outcome } from '../../shared/kernel/exchange';
import type { Clock } from '../../shared/kernel/ports';
import { HttpFailure } from '../../shared/kernel/http';
import { isWechatPay } from '../../shared/payments/doctor/certificates';
import type { Finding } from '../../shared/payments/doctor/finding';
import { inTheirWords, says, type Code, type Said, type Sentence } from '../../shared/payments/doctor/said';
import { exchangeWithPsp, UNKNOWN_WORDS } from '../../shared/payments/flows/exchange-with-psp';
import { readConfig, type ConnectedAccount } from '../../shared/payments/flows/payment-config';
import { openShop, type Shop } from '../../shared/payments/flows/shop';
import { connectors } from '../connectors';
import type { StoredDocument } from '../environment/documents';
import { printedField } from './checkup';

/** What one PSP answered: in words, and as a problem where it is one. */
export interface Answered {
  readonly paySp: string;
  readonly says: Said;
  readonly finding?: Finding;
}

const LIMIT_MS = 15_000;

/** No order of ours has such a number. */
const NUMBER = 'DOCTORASKSNOTHING01';
const APPID = 'wx0000000000000000';

/** Asks all PSPs whose accounts can be read, side by side. */
export async function askPsps(document: StoredDocument, clock: Clock): Promise<readonly Answered[]> {
  const id = String(document._id);
  const config = readConfig(id, document, connectors);
  const shop = shopOf(clock);
  const asked = config.configuredPsps().map(async (paySp) => {
    const connected = accountIn(() => config.account(paySp));
    return connected ? ask(shop, connected, id) : { paySp, says: says('online_not_in_order') };
  });
  return Promise.all(asked);
}

function accountIn(read: () => ConnectedAccount): ConnectedAccount | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Nothing is read from or written to a database: what is known is the document. */
const shopOf = (clock: Clock): Shop =>
  openShop({
    store: cloudStore,
    http: requestPromiseHttp(),
    downloads: requestPromiseDownloads(),
    pspTokens: tokensOfThisRun(),
    keptFiles: cloudFiles,
    cloudPay: {
      call: () => Promise.reject(new HttpFailure('unreachable', 'only a function can call cloudPay')),
    },
    clock,
    random: systemRandom,
    log: () => undefined,
    configMaxAgeMs: 60_000,
    exchangeLimitMs: LIMIT_MS,
    onPaymentSuccess: async () => undefined,
    followUps: [],
  });

/** A token is got, used and forgotten. */
function tokensOfThisRun(): Documents<Credential> {
  const held = new Map<string, Credential>();
  return {
    idOf: ({ id }) => id,
    get: async (id) => held.get(id),
    insert: async (one) => !held.has(one.id) && held.set(one.id, one).has(one.id),
    replace: async (one, expected) =>
      held.get(one.id)?.version === expected && held.set(one.id, one).has(one.id),
  };
}

async function ask(shop: Shop, connected: ConnectedAccount, id: string): Promise<Answered> {
  const { paySp, config } = connected.account;
  if (paySp === 'cloudpay') return { paySp, says: says('online_cloudpay') };
  const appid = connected.connector.appid(config, APPID);
  const price = {
    value: 100,
    currency: (connected.connector.currencies?.(config) ?? connected.connector.can.currencies)[0] ?? 'CNY',
  };
  const bounded = { ...shop, deadline: shop.clock.now() + LIMIT_MS };
  const outcome = await exchangeWithPsp(bounded, connected, 'query', {
    operation: connected.connector.query,
    input: { attemptNo: NUMBER, appid, sentAt: shop.clock.now(), price },
  });
  const isOfNoApp = appid === APPID && isWechatPay(paySp);
  if (isOfNoApp && outcome.is === 'refused' && outcome.why !== 'not_found')
    return { paySp, says: says('online_no_app', { words: wordsOf(outcome) }) };
  return answered(paySp, outcome, id);
}

const FIX: Readonly<Record<string, Extract<Code, `fix_online_${string}`>>> = {
  no_keys: 'fix_online_no_keys',
  untrusted_certificate: 'fix_online_untrusted',
  no_token: 'fix_online_no_token',
};

/** The PSP’s own words, or what our side says where nothing was sent. */
const wordsOf = (outcome: Outcome<unknown>): Said => {
  const theirs = 'theirs' in outcome ? outcome.theirs : undefined;
  return theirs ? inTheirWords(theirs) : says('online_no_words');
};

function answered(paySp: string, outcome: Outcome<unknown>, id: string): Answered {
  const words = wordsOf(outcome);
  const wrong = (problem: Sentence, why: Said): Answered => ({
    paySp,
    says: problem,
    finding: {
      field: printedField(id, paySp),
      problem,
      why,
      fix: says(FIX['why' in outcome ? outcome.why : ''] ?? 'fix_online'),
    },
  });
  switch (outcome.is) {
    case 'ok':
      return { paySp, says: says('online_good') };
    case 'refused':
      if (outcome.why === 'not_found') return { paySp, says: says('online_unknown_order', { words }) };
      return wrong(says('online_refused', { words }), says('why_online_refused'));
    case 'unknown': {
      if (outcome.why === 'undocumented') return { paySp, says: says('online_undocumented', { words }) };
      const said = inTheirWords(UNKNOWN_WORDS[outcome.why]);
      return wrong(says('online_unknown', { said, words }), says('why_online_unknown'));
    }
    case 'unsent':
      if (outcome.why === 'unaskable') return { paySp, says: says('online_unaskable', { words }) };
      return wrong(says('online_unsent', { words }), says('why_online_unsent'));
  }
}
