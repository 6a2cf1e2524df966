/** The fields at the top of the document that hold for the whole shop. */
import { isCurrency } from '../../kernel/money';
import type { Connector } from '../psp/connector';
import { isObject } from '../../kernel/json';
import type { Block } from './block';
import type { Finding, Remark } from './finding';
import { shownName } from './names';
import { isPlaceholder, shapeOf } from './shapes';

const CALLED: Readonly<Record<string, string>> = {
  RMB: 'CNY',
  CNH: 'CNY',
  YUAN: 'CNY',
  '¥': 'CNY',
  '￥': 'CNY',
  人民币: 'CNY',
  元: 'CNY',
  EURO: 'EUR',
  EUROS: 'EUR',
  '€': 'EUR',
  欧元: 'EUR',
  DOLLAR: 'USD',
  $: 'USD',
  US$: 'USD',
  美元: 'USD',
  UKP: 'GBP',
  '£': 'GBP',
};

/** What is wrong with a currency; nothing where there is none. */
export function currencyRemark(raw: unknown): Remark | undefined {
  if (raw === undefined || (typeof raw === 'string' && isCurrency(raw))) return undefined;
  const written = typeof raw === 'string' ? raw.trim().toUpperCase() : '';
  const near = isCurrency(written) ? written : CALLED[written];
  return {
    problem: 'must be an ISO 4217 code such as EUR',
    why: 'The PSP is told it as it stands, and amounts are counted in its smallest unit.',
    fix: near === undefined ? 'Give three capital letters, such as EUR, CNY or AUD.' : `Write ${near}.`,
  };
}

/** Currencies at the top, and whether anybody takes the shop's. */
export function currencyFindings(document: Block, connected: readonly Taking[]): readonly Finding[] {
  const wrong = ['currency', 'refund_currency'].flatMap((field): readonly Finding[] => {
    const remark = currencyRemark(document[field]);
    return remark ? [{ field, ...remark }] : [];
  });
  const { currency } = document;
  if (typeof currency !== 'string' || !isCurrency(currency) || connected.length === 0) return wrong;
  if (connected.some(({ currencies }) => currencies.includes(currency))) return wrong;
  const names = connected.map(
    ({ connector, currencies }) => `${connector.paySp} takes ${currencies.join(' ')}`,
  );
  return [
    ...wrong,
    {
      field: 'currency',
      problem: `${currency} is taken by none of the configured PSPs`,
      why: 'Every order of the shop would be refused.',
      fix: `Sell in a currency that is taken: ${names.join('; ')}.`,
    },
  ];
}

/** A PSP whose account can be read, and what it takes. */
export interface Taking {
  readonly connector: Connector;
  readonly currencies: readonly string[];
}

const LIMITS: readonly (readonly [field: string, most: number, what: string])[] = [
  ['order_minutes', 525_600, 'minutes'],
  ['max_open_orders', 10_000, 'orders'],
];

export function limitFindings(document: Block): readonly Finding[] {
  return LIMITS.filter(([field, most]) => {
    const value = document[field];
    return !(
      value === undefined ||
      (Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= most)
    );
  }).map(([field, most, what]) => ({
    field,
    problem: `must be a whole number from 1 to ${most}${typeof document[field] === 'string' ? ', without quotation marks' : ''}`,
    why: 'No order can be made while it is wrong.',
    fix: `Give a number of ${what}, or leave the field away.`,
  }));
}

const WHY_OPERATORS =
  'Operators see and refund the orders of everybody. Whoever is not named by the right openid can do neither.';

/** Openids of those who may refund. */
export function operatorFindings(raw: unknown, field = 'operators'): readonly Finding[] {
  if (raw === undefined || raw === null) return [];
  if (isObject(raw) || typeof raw === 'number' || typeof raw === 'boolean')
    return [{ field, problem: 'must be a list of openids', why: WHY_OPERATORS, fix: 'Write ["o…"].' }];
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const finding = (at: number, problem: string, fix: string): Finding => ({
    field: Array.isArray(raw) ? `${field}.${at}` : field,
    problem,
    why: WHY_OPERATORS,
    fix,
  });
  return list.flatMap((one, at) => {
    const problem = openidProblem(one);
    if (problem !== undefined)
      return [
        finding(
          at,
          problem,
          'Give the openid that function login answers to this person in this mini-program (o and letters, digits, - and _).',
        ),
      ];
    return list.indexOf(one) < at
      ? [finding(at, 'names the same person twice', 'Take one of the two away.')]
      : [];
  });
}

function openidProblem(one: unknown): string | undefined {
  if (typeof one !== 'string') return 'is no text, so it is no openid';
  if (isPlaceholder(one)) return 'still holds the placeholder of an example';
  if (one !== one.trim()) return 'has blanks around the openid';
  const shape = shapeOf(one);
  if (shape !== undefined && shape !== 'an openid') return `is ${shape}, not an openid`;
  return /^o[\w-]{5,127}$/.test(one) ? undefined : 'is no openid';
}

/** Names at the top that belong to the shop as a whole. */
export const SHOP_FIELDS: readonly string[] = [
  '_id',
  'pay_sp',
  'providers',
  'routes',
  'currency',
  'refund_currency',
  'notify_url',
  'operators',
  'order_minutes',
  'max_open_orders',
  'endpoint',
];

interface Routed {
  readonly document: Block;
  readonly connectors: readonly Connector[];
  readonly configured: readonly string[];
}

const WHY_ROUTE = 'No pay method is offered to anybody as long as one route is wrong.';

/** Pay method → PSP, or a list of PSPs. */
export function routeFindings({ document, connectors, configured }: Routed): readonly Finding[] {
  const { routes } = document;
  if (routes === undefined) return [];
  if (!isObject(routes))
    return [
      {
        field: 'routes',
        problem: 'must be an object: pay method → PSP',
        why: WHY_ROUTE,
        fix: 'Write {"paypal": "yaband"}.',
      },
    ];
  return Object.entries(routes).flatMap(([method, named]) => {
    const names: readonly unknown[] = Array.isArray(named) ? named : [named];
    const field = `routes.${shownName(method)}`;
    if (names.length === 0)
      return [{ field, problem: 'names no PSP', why: WHY_ROUTE, fix: 'Name a PSP, or take the route away.' }];
    return names.flatMap((name): readonly Finding[] => {
      const remark = routeRemark(method, name, { connectors, configured });
      return remark ? [{ field, ...remark, why: WHY_ROUTE }] : [];
    });
  });
}

function routeRemark(
  method: string,
  name: unknown,
  { connectors, configured }: Omit<Routed, 'document'>,
): Pick<Remark, 'problem' | 'fix'> | undefined {
  const found = connectors.find(({ paySp }) => paySp === name);
  if (!found) {
    const names = connectors.map(({ paySp }) => paySp);
    return {
      problem: `names ${typeof name === 'string' ? `"${shownName(name)}", which is no PSP` : 'something that is no text'}`,
      fix: `Name one of: ${names.join(', ')}.`,
    };
  }
  const { paySp, can } = found;
  if (!can.payMethods.includes(method))
    return {
      problem: `${paySp} does not take "${shownName(method)}"`,
      fix: `${paySp} takes: ${can.payMethods.join(', ')}.`,
    };
  if (configured.includes(paySp)) return undefined;
  return {
    problem: `goes to ${paySp}, which has no block`,
    fix: `Give ${paySp} a block in providers, or send the method elsewhere.`,
  };
}
