/**
 * The payment configuration: document `payment` (or `payment_<appid>`) of collection `config`, checked as a whole
 * for the account in question, so that one error names everything that is missing or wrong.
 */
import { isObject, own } from '../../kernel/json';
import { keepDocuments, type Block } from '../../kernel/kept-documents';
import { connectorOf, paySps } from '../psp';
import type { Connector } from '../psp/connector';
import type { Account } from '../psp/operation';
import { readFields, type Fields, type ValuesOf } from '../../kernel/fields';
import { PayError } from '../../kernel/errors';
import { isCurrency } from '../../kernel/money';
import type { Ports } from '../ports';
import { untellable, webAddress, type Address } from './web-address';

export const DEFAULT_CONFIG_ID = 'payment';

/** One PSP account together with the connector that speaks for it. */
export interface ConnectedAccount {
  readonly connector: Connector;
  readonly account: Account;
}

export interface Limits {
  readonly orderMs: number;
  readonly maxOpenOrders: number;
}

export interface PaymentConfig {
  readonly id: string;
  /** The default PSP; throws CONFIG_INVALID when the document names none that we know. */
  defaultSp(): string;
  /** Currency of orders that do not say their own. */
  readonly currency: string | undefined;
  /**
   * Whether a person is an operator of the orders of a PSP: named in its block, or in the document where the block names
   * nobody. Without a PSP: of orders that no PSP has heard of.
   */
  isOperator(openid: string, paySp?: string): boolean;
  /** The PSPs whose orders a person is an operator of; an empty text stands for orders without a PSP. */
  operatedPsps(openid: string): readonly string[];
  /** How long an order may stay unpaid (milliseconds), and how many of them a buyer may have. Throws CONFIG_INVALID. */
  limits(): Limits;
  /** The checked account of a PSP. Throws CONFIG_INVALID with every problem at once. */
  account(paySp: string): ConnectedAccount;
  /** The PSPs that a pay method goes to, in the order in which they are tried; none when it is not offered. */
  route(payMethod: string): readonly string[];
  payMethods(): readonly string[];
  /** The PSPs that the document has an account for or routes to. */
  configuredPsps(): readonly string[];
}

export interface Configs {
  /** The configuration document, at most `configMaxAgeMs` old. Throws CONFIG_MISSING. */
  get(id: string): Promise<PaymentConfig>;
  /** The document of a calling app in a shared environment: `payment_<appid>` where it exists. */
  forApp(fromAppid: string | undefined): Promise<PaymentConfig>;
}

/** Reads configurations through the store and keeps them for `configMaxAgeMs`. */
export function createConfigs(ports: Pick<Ports, 'store' | 'clock' | 'configMaxAgeMs'>): Configs {
  const read = keepDocuments({
    read: (id) => ports.store.configDocument(id),
    clock: ports.clock,
    maxAgeMs: ports.configMaxAgeMs,
    parse: async (id, document) => readConfig(id, document, await connectorsOf(document)),
  });

  async function get(id: string): Promise<PaymentConfig> {
    const config = await read(id);
    if (!config) throw await missing(id);
    return config;
  }

  return {
    get,
    async forApp(fromAppid) {
      const own = fromAppid === undefined ? undefined : await read(`${DEFAULT_CONFIG_ID}_${fromAppid}`);
      return own ?? get(DEFAULT_CONFIG_ID);
    },
  };
}

async function missing(id: string): Promise<PayError> {
  const names = (await loaded(paySps)).map((one) => {
    const fields = Object.keys(one.fields).filter((name) => one.fields[name]?.required);
    return `${one.paySp} (${fields.join(', ')})`;
  });
  return new PayError(
    'CONFIG_MISSING',
    `collection "config" has no document "${id}". Create it with pay_sp, notify_url and the fields of that PSP: ${names.join('; ')}. See docs/configuration.md`,
  );
}

async function loaded(names: readonly string[]): Promise<readonly Connector[]> {
  const found = await Promise.all(names.map(connectorOf));
  return found.filter((one) => one !== undefined);
}

const routesIn = ({ routes }: Block): Block => (isObject(routes) ? routes : {});

/** The PSPs that a document has an account for or routes to. */
function configuredIn(document: Block): readonly string[] {
  const blocks = isObject(document.providers) ? Object.keys(document.providers) : [];
  const names: readonly unknown[] = [document.pay_sp, ...blocks, ...Object.values(routesIn(document)).flat()];
  return paySps.filter((paySp) => names.includes(paySp));
}

const connectorsOf = (document: Block): Promise<readonly Connector[]> => loaded(configuredIn(document));

/**
 * The configuration in a raw document. Nothing is checked before it is asked for. `connectors`: at least those of the PSPs that the
 * document names.
 */
export function readConfig(id: string, document: Block, connectors: readonly Connector[]): PaymentConfig {
  const accounts = new Map<string, ConnectedAccount>();
  const routes = routesIn(document);
  const connected = (paySp: string): Connector | undefined => connectors.find((one) => one.paySp === paySp);
  const offers = (paySp: string, payMethod: string): boolean =>
    connected(paySp)?.can.payMethods.includes(payMethod) ?? false;

  function defaultSp(): string {
    const paySp = document.pay_sp;
    if (typeof paySp === 'string' && paySps.includes(paySp)) return paySp;
    throw invalid(id, [`pay_sp must be one of: ${paySps.join(', ')}`]);
  }

  function account(paySp: string): ConnectedAccount {
    const known = accounts.get(paySp);
    if (known) return known;
    if (!paySps.includes(paySp)) throw invalid(id, [`"${paySp}" is no PSP that CrossPay knows`]);
    const connector = connected(paySp);
    if (!connector) throw unconfigured(id, paySp);
    const read = readAccount(id, document, connector);
    accounts.set(paySp, read);
    return read;
  }

  function route(payMethod: string): readonly string[] {
    const named = own(routes, payMethod);
    if (named === undefined) return offers(defaultSp(), payMethod) ? [defaultSp()] : [];
    const names: readonly unknown[] = Array.isArray(named) ? named : [named];
    return names.map((name) => {
      if (typeof name === 'string' && offers(name, payMethod)) return name;
      throw invalid(id, [`routes.${payMethod}: "${String(name)}" is no PSP with that pay method`]);
    });
  }

  return {
    id,
    defaultSp,
    currency: currencyOf(document),
    isOperator: (openid, paySp) => operatorsOf(document, paySp).includes(openid),
    operatedPsps: (openid) =>
      ['', ...paySps].filter((paySp) =>
        operatorsOf(document, paySp === '' ? undefined : paySp).includes(openid),
      ),
    limits: () => limitsOf(id, document),
    account,
    route,
    payMethods() {
      const names = [...(connected(defaultSp())?.can.payMethods ?? []), ...Object.keys(routes)];
      return [...new Set(names)].filter((name) => route(name).length > 0);
    },
    configuredPsps: () => configuredIn(document),
  };
}

const ORDER_MINUTES = 120;
const MAX_OPEN_ORDERS = 50;

function limitsOf(id: string, { order_minutes: minutes, max_open_orders: open }: Block): Limits {
  const isCount = (value: unknown, most: number): boolean =>
    value === undefined || (Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= most);
  const problems = [
    ...(isCount(minutes, 525_600)
      ? []
      : ['order_minutes must be a whole number of minutes from 1 to 525600']),
    ...(isCount(open, 10_000) ? [] : ['max_open_orders must be a whole number from 1 to 10000']),
  ];
  if (problems.length > 0) throw invalid(id, problems);
  return {
    orderMs: Number(minutes ?? ORDER_MINUTES) * 60_000,
    maxOpenOrders: Number(open ?? MAX_OPEN_ORDERS),
  };
}

/** What the shop sells in: said at the top, or by the block of the default PSP. */
function currencyOf(document: Block): string | undefined {
  const { pay_sp: paySp, currency: top } = document;
  const currency = top ?? (typeof paySp === 'string' ? blockOf(document, paySp)?.currency : undefined);
  return typeof currency === 'string' ? currency : undefined;
}

function operatorsOf(document: Block, paySp: string | undefined): readonly unknown[] {
  const named = (paySp === undefined ? undefined : blockOf(document, paySp))?.operators ?? document.operators;
  return Array.isArray(named) ? named : [named];
}

const invalid = (id: string, problems: readonly string[]): PayError =>
  new PayError(
    'CONFIG_INVALID',
    `configuration "${id}": ${problems.join('; ')}. npm run doctor says why and what to do; see docs/configuration.md`,
    { config_id: id },
  );

const unconfigured = (id: string, paySp: string): PayError =>
  invalid(id, [`${paySp} is not configured: give it a block in providers`]);

/** The block of one PSP: its entry in `providers`, or for the default PSP the flat fields of the document. */
export function blockOf(document: Block, paySp: string): Block | undefined {
  const found = isObject(document.providers) ? own(document.providers, paySp) : undefined;
  const block = isObject(found) ? found : undefined;
  if (document.pay_sp === paySp) return { ...document, ...block };
  if (!block) return undefined;
  const { currency, refund_currency, notify_url } = document;
  return { currency, refund_currency, notify_url, ...block };
}

function readAccount(id: string, document: Block, connector: Connector): ConnectedAccount {
  const { paySp } = connector;
  const block = blockOf(document, paySp);
  if (!block) throw unconfigured(id, paySp);
  const read = readFields<Fields>(connector.fields, block);
  const notify = tellsAddress(connector) ? notifyUrl(block.notify_url, paySp, id) : NO_NOTIFY_URL;
  const problems = [
    ...('problems' in read ? read.problems : together(connector, read.values)),
    ...('problem' in notify ? [`notify_url ${notify.problem}`] : []),
    ...blockProblems(document, block, connector),
  ].map((problem) => `${paySp}: ${problem}`);
  if (problems.length > 0 || 'problems' in read || 'problem' in notify) throw invalid(id, problems);
  const place = { endpoint: endpointOf(block) ?? connector.endpoint(read.values), notifyUrl: notify.url };
  return {
    connector,
    account: { paySp, configId: id, config: read.values, ...place, ...refundCurrencyOf(block) },
  };
}

/** What is wrong with fields that are right one by one. */
const together = (connector: Connector, values: ValuesOf<Fields>): readonly string[] =>
  connector.problems?.(values) ?? [];

function endpointOf(block: Block): string | undefined {
  const address = webAddress(block.endpoint);
  return 'url' in address ? address.url : undefined;
}

const blockProblems = (document: Block, block: Block, connector: Connector): readonly string[] => [
  ...endpointProblems(block),
  ...unknownFields(document, connector),
  ...currencyProblems(block),
];

const refundCurrencyOf = ({ refund_currency: refundCurrency }: Block): { refundCurrency?: string } =>
  typeof refundCurrency === 'string' ? { refundCurrency } : {};

/** Whether requests tell the PSP our web address; others have it entered by hand, call the function itself, or nobody. */
export const tellsAddress = ({ notifications }: Connector): boolean =>
  notifications !== 'none' && notifications.by !== 'call' && notifications.registered !== true;

const NO_NOTIFY_URL: Address = { url: '' };

export const COMMON_FIELDS = ['currency', 'refund_currency', 'notify_url', 'endpoint', 'operators'];

/** Misspelt names in a PSP's own block; beside the flat form other data of the merchant may stand. */
function unknownFields(document: Block, { paySp, fields }: Connector): readonly string[] {
  const block = isObject(document.providers) ? own(document.providers, paySp) : undefined;
  const names = isObject(block) ? Object.keys(block) : [];
  const known = new Set([...COMMON_FIELDS, ...Object.keys(fields)]);
  return names.filter((name) => !known.has(name)).map((name) => `${name} is no field of ${paySp}`);
}

function endpointProblems(block: Block): readonly string[] {
  const address = webAddress(block.endpoint);
  return block.endpoint === undefined || 'url' in address ? [] : [`endpoint ${address.problem}`];
}

function currencyProblems(block: Block): readonly string[] {
  return ['currency', 'refund_currency'].flatMap((name) => {
    const value = block[name];
    if (value === undefined || (typeof value === 'string' && isCurrency(value))) return [];
    return [`${name} must be an ISO 4217 code such as EUR`];
  });
}

/** `…/notify` or `…/notify/<pay_sp>`: the PSP's name, and the document's where it is not the default, complete it. */
function notifyUrl(raw: unknown, paySp: string, configId: string): Address {
  const address = webAddress(raw);
  if ('problem' in address) return address;
  const problem = untellable(raw);
  if (problem !== undefined) return { problem };
  const last = address.url.split('/').at(-1) ?? '';
  const base = paySps.includes(last) ? address.url.slice(0, -last.length - 1) : address.url;
  return { url: `${base}/${paySp}${configId === DEFAULT_CONFIG_ID ? '' : `/${configId}`}` };
}
