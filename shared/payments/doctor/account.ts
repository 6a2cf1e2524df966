/** The accounts of a document, and what is wrong with each of them. */
import { isObject, own } from '../../kernel/json';
import { blockOf, COMMON_FIELDS } from '../flows/payment-config';
import { webAddress } from '../flows/web-address';
import type { Connector } from '../psp/connector';
import { at, fieldFindings, type Block, type Placed } from './block';
import {
  certificateFindings,
  isWechatPay,
  keyNotes,
  ownCertificates,
  type WechatPlaced,
} from './certificates';
import type { Examination, Finding } from './finding';
import { meant } from './names';
import { inTheirWords, says, type Said } from './said';
import { currencyRemark, operatorFindings, SHOP_FIELDS } from './shop-fields';
import { isFree } from './text-fields';
import { WHY_PAY_SP } from './which-psp';

export interface Patient {
  /** `payment`, or `payment_<appid>`. */
  readonly id: string;
  readonly document: Block;
  /** Milliseconds. */
  readonly now: number;
  /** All that there are. */
  readonly connectors: readonly Connector[];
  /** Whether the shop is known not to run on this machine. */
  readonly isRemote: boolean;
}

/** The accounts that stand in the document, flat or in their blocks. */
export function accountsOf({ document, connectors }: Patient): readonly Placed[] {
  return connectors.flatMap((connector): readonly Placed[] => {
    const { paySp } = connector;
    const found = isObject(document.providers) ? own(document.providers, paySp) : undefined;
    const ownBlock = isObject(found) ? found : undefined;
    const block = blockOf(document, paySp);
    if (!block || (!ownBlock && document.pay_sp !== paySp)) return [];
    const beside = document.pay_sp === paySp ? [...COMMON_FIELDS, ...SHOP_FIELDS] : COMMON_FIELDS;
    const isFlat = !ownBlock;
    const path = (name: string): string =>
      !isFlat && (ownBlock[name] !== undefined || document[name] === undefined)
        ? `providers.${paySp}.${name}`
        : name;
    const own_ = isFlat ? misspeltAtTop(document, connector) : ownBlock;
    return [{ connector, block, path, own: own_, beside }];
  });
}

/** Of the names at the top, where other data may stand, those that somebody who meant a field may have written. */
function misspeltAtTop(document: Block, { fields }: Connector): Block {
  const known = [...SHOP_FIELDS, ...Object.keys(fields)];
  const absent = known.filter((name) => document[name] === undefined);
  const strange = Object.entries(document).filter(
    ([name]) =>
      !known.includes(name) && meant(name, absent) !== undefined && meant(name, ['pay_sp']) === undefined,
  );
  return Object.fromEntries(strange);
}

export function accountExamination(patient: Patient, placed: Placed, all: readonly Placed[]): Examination {
  const stranger = otherPspIn(patient, placed);
  if (stranger) return { findings: [stranger], notes: [] };
  const fields = fieldFindings(placed);
  const wechat = isWechatPay(placed.connector.paySp)
    ? certificateFindings(wechatPlaced(patient, placed, all))
    : [];
  const common = ownCommonFindings(placed, patient.document).filter(
    ({ field }) => !fields.some((one) => one.field === field),
  );
  const copied = copiedFindings(placed).filter(({ field }) => !fields.some((one) => one.field === field));
  const before = [...fields, ...wechat, ...copied, ...common];
  return { findings: [...before, ...togetherFindings(placed, before)], notes: keyNotes(placed) };
}

/** Certificates of the same merchant in other accounts of the document. */
function wechatPlaced({ now }: Patient, placed: Placed, all: readonly Placed[]): WechatPlaced {
  const others = all.filter(
    (one) => one !== placed && isWechatPay(one.connector.paySp) && one.block.mchid === placed.block.mchid,
  );
  const further = others.flatMap((one) =>
    ownCertificates(one).map((each) => ({ ...each, name: one.path(each.name) })),
  );
  return { ...placed, further, now };
}

/** The fields of one PSP under the name of another. */
function otherPspIn({ connectors }: Patient, placed: Placed): Finding | undefined {
  const { connector, block, own: ownBlock, path } = placed;
  const needed = ({ fields }: Connector): readonly string[] =>
    Object.keys(fields).filter((name) => fields[name]?.required);
  const lacking = needed(connector).filter((name) => block[name] === undefined);
  const there = Object.keys(block).filter((name) => block[name] !== undefined);
  if (lacking.length === 0 || lacking.length < needed(connector).length / 2) return undefined;
  const other = connectors.find(
    (one) =>
      one !== connector &&
      needed(one).length > 0 &&
      needed(one).every((name) => there.includes(name)) &&
      needed(one).some((name) => !(name in connector.fields)),
  );
  if (!other) return undefined;
  const isOwn = Object.keys(ownBlock).some((name) => path(name).startsWith('providers.'));
  return {
    field: isOwn ? `providers.${connector.paySp}` : 'pay_sp',
    problem: says('fields_of_other_psp', { other: other.paySp, paySp: connector.paySp }),
    why: WHY_PAY_SP,
    fix: says(isOwn ? 'fix_name_block' : 'fix_let_pay_sp', {
      other: other.paySp,
      paySp: connector.paySp,
      needed: needed(connector),
    }),
    paySp: connector.paySp,
  };
}

/** Fields that every block may have, where the block has them itself. */
function ownCommonFindings(placed: Placed, document: Block): readonly Finding[] {
  const { block, path, connector } = placed;
  const isOwn = (name: string): boolean =>
    block[name] !== undefined && (path(name) !== name || document[name] === undefined);
  const currencies = ['currency', 'refund_currency']
    .filter((name) => isOwn(name) && connector.fields[name] === undefined)
    .flatMap((name) => {
      const remark = currencyRemark(block[name]);
      return remark ? [at(placed, name, remark)] : [];
    });
  return [
    ...currencies,
    ...(currencies.length > 0 ? [] : refundCurrencyFindings(placed)),
    ...endpointFindings(placed),
    ...(isOwn('operators') && path('operators') !== 'operators'
      ? operatorFindings(block.operators, path('operators'))
      : []),
  ];
}

/** Where refunds go in one currency alone, it is that of the orders. */
function refundCurrencyFindings(placed: Placed): readonly Finding[] {
  const { currency, refund_currency: refunds } = placed.block;
  const isOther = typeof currency === 'string' && typeof refunds === 'string' && currency !== refunds;
  if (placed.connector.can.refundIn !== 'configured' || !isOther) return [];
  const problem = says('refunds_in_other', { currency, refunds });
  const fix = says('fix_write', { near: currency });
  return [at(placed, 'refund_currency', { problem, why: says('why_refunds_in_other'), fix })];
}

/** A key that is a copy of what stands in another field, which no PSP gives out. */
function copiedFindings(placed: Placed): readonly Finding[] {
  const { connector, block } = placed;
  const textOf = (name: string): string => {
    const value = block[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const names = Object.keys(connector.fields);
  return names
    .filter((name) => connector.fields[name]?.secret && textOf(name) !== '')
    .flatMap((name) => {
      const other = names.find((one) => one !== name && textOf(one) === textOf(name));
      if (other === undefined || isFree(name)) return [];
      const fix = says('fix_put', { about: inTheirWords(connector.fields[name]?.about ?? '') });
      return [at(placed, name, { problem: says('copied', { other }), why: says('why_text'), fix })];
    });
}

function endpointFindings(placed: Placed): readonly Finding[] {
  const { endpoint } = placed.block;
  const address = webAddress(endpoint);
  if (endpoint === undefined || 'url' in address) return [];
  const problem = says('unusable_endpoint', { said: inTheirWords(address.problem) });
  return [at(placed, 'endpoint', { problem, why: says('why_endpoint'), fix: says('fix_endpoint') })];
}

function togetherFix(problem: string, name: string | undefined, { fields, paySp }: Connector): Said {
  if (/belong together|give either/.test(problem)) return says('fix_as_said');
  const field = name === undefined ? undefined : own(fields, name);
  return field
    ? says('fix_put', { about: inTheirWords(field.about) })
    : says('fix_needed', { paySp, said: inTheirWords(problem) });
}

/** What the connector says of fields that are right one by one. */
function togetherFindings(placed: Placed, before: readonly Finding[]): readonly Finding[] {
  const { connector, block, path } = placed;
  if (before.length > 0 || !connector.problems) return [];
  const values = Object.fromEntries(
    Object.entries(connector.fields).map(([name, field]) => [name, field.read(block[name])]),
  );
  return connector.problems(values).map((problem) => {
    const name = /[a-z][\w.]*/g
      [Symbol.match](problem)
      ?.find((word) => (word.split('.')[0] ?? '') in connector.fields);
    const field = name === undefined ? path('') : path(name);
    const said =
      name !== undefined && problem.startsWith(`${name} `) ? problem.slice(name.length + 1) : problem;
    return {
      field,
      problem: says('unfit_together', { said: inTheirWords(said) }),
      why: says('why_together'),
      fix: togetherFix(problem, name, connector),
      paySp: connector.paySp,
    };
  });
}
