/** The fields at the top of the document that hold for the whole shop. */
import { isCurrency } from '../../kernel/money';
import type { Connector } from '../psp/connector';
import { isObject } from '../../kernel/json';
import type { Block } from './block';
import type { Finding, Remark } from './finding';
import { shownName } from './names';
import { says, type Said, type Sentence } from './said';
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
    problem: says('not_a_currency'),
    why: says('why_currency'),
    fix: near === undefined ? says('fix_currency') : says('fix_write', { near }),
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
  const takings = connected.map(
    ({ connector, currencies }) => `${connector.paySp} (${currencies.join(' ')})`,
  );
  return [
    ...wrong,
    {
      field: 'currency',
      problem: says('currency_not_taken', { currency }),
      why: says('why_currency_not_taken'),
      fix: says('fix_currency_not_taken', { takings }),
    },
  ];
}

/** A PSP whose account can be read, and what it takes. */
export interface Taking {
  readonly connector: Connector;
  readonly currencies: readonly string[];
}

const LIMITS: readonly (readonly [field: string, most: number, fix: Said])[] = [
  ['order_minutes', 525_600, says('fix_minutes')],
  ['max_open_orders', 10_000, says('fix_orders')],
];

export function limitFindings(document: Block): readonly Finding[] {
  return LIMITS.filter(([field, most]) => {
    const value = document[field];
    return !(
      value === undefined ||
      (Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= most)
    );
  }).map(([field, most, fix]) => ({
    field,
    problem: says(typeof document[field] === 'string' ? 'quoted_count' : 'not_a_count', { most }),
    why: says('why_count'),
    fix,
  }));
}

const WHY_OPERATORS = says('why_operators');

/** Openids of those who may refund. */
export function operatorFindings(raw: unknown, field = 'operators'): readonly Finding[] {
  if (raw === undefined || raw === null) return [];
  if (isObject(raw) || typeof raw === 'number' || typeof raw === 'boolean')
    return [
      {
        field,
        problem: says('operators_no_list'),
        why: WHY_OPERATORS,
        fix: says('fix_write', { near: '["o…"]' }),
      },
    ];
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  const finding = (at: number, problem: Sentence, fix: Said): Finding => ({
    field: Array.isArray(raw) ? `${field}.${at}` : field,
    problem,
    why: WHY_OPERATORS,
    fix,
  });
  return list.flatMap((one, at) => {
    const problem = openidProblem(one);
    if (problem) return [finding(at, problem, says('fix_openid'))];
    return list.indexOf(one) < at ? [finding(at, says('operator_twice'), says('fix_twice'))] : [];
  });
}

function openidProblem(one: unknown): Sentence | undefined {
  if (typeof one !== 'string') return says('operator_no_text');
  if (isPlaceholder(one)) return says('operator_placeholder');
  if (one !== one.trim()) return says('operator_blanks');
  const shape = shapeOf(one);
  if (shape !== undefined && shape !== 'an_openid') return says('operator_other', { found: says(shape) });
  return /^o[\w-]{5,127}$/.test(one) ? undefined : says('operator_no_openid');
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
  'alarm_url',
  'alarm_secret',
  'endpoint',
];

interface Routed {
  readonly document: Block;
  readonly connectors: readonly Connector[];
  readonly configured: readonly string[];
}

const WHY_ROUTE = says('why_route');

/** Pay method → PSP, or a list of PSPs. */
export function routeFindings({ document, connectors, configured }: Routed): readonly Finding[] {
  const { routes } = document;
  if (routes === undefined) return [];
  if (!isObject(routes))
    return [
      {
        field: 'routes',
        problem: says('routes_no_object'),
        why: WHY_ROUTE,
        fix: says('fix_write', { near: '{"paypal": "yaband"}' }),
      },
    ];
  return Object.entries(routes).flatMap(([method, named]) => {
    const names: readonly unknown[] = Array.isArray(named) ? named : [named];
    const field = `routes.${shownName(method)}`;
    if (names.length === 0)
      return [{ field, problem: says('route_empty'), why: WHY_ROUTE, fix: says('fix_route_empty') }];
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
      problem:
        typeof name === 'string'
          ? says('route_unknown_psp', { name: shownName(name) })
          : says('route_no_text'),
      fix: says('fix_route_name', { names }),
    };
  }
  const { paySp, can } = found;
  if (!can.payMethods.includes(method))
    return {
      problem: says('route_not_taken', { paySp, method: shownName(method) }),
      fix: says('fix_route_methods', { paySp, methods: can.payMethods }),
    };
  if (configured.includes(paySp)) return undefined;
  return {
    problem: says('route_without_block', { paySp }),
    fix: says('fix_route_block', { paySp }),
  };
}
