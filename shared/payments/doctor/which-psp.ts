/** Which PSPs a document names: by `pay_sp`, by its blocks, and by the fields that stand there. */
import { isObject } from '../../kernel/json';
import { paySps } from '../psp';
import type { Connector } from '../psp/connector';
import type { Block } from './block';
import type { Finding } from './finding';
import { meant, shownName } from './names';
import { SHOP_FIELDS } from './shop-fields';

const namesOf = (connectors: readonly Connector[]): readonly string[] => connectors.map(({ paySp }) => paySp);

export const WHY_PAY_SP = 'It says which PSP is asked where nothing else is said: without it nobody can pay.';

export function paySpFindings(document: Block, connectors: readonly Connector[]): readonly Finding[] {
  const { pay_sp: paySp } = document;
  const known = namesOf(connectors);
  if (typeof paySp === 'string' && known.includes(paySp)) return [];
  const list = `Give one of: ${known.join(', ')}.`;
  if (paySp === undefined || paySp === null || paySp === '') {
    const written = Object.keys(document).find(
      (name) => meant(name, ['pay_sp']) !== undefined && !SHOP_FIELDS.includes(name),
    );
    if (written === undefined)
      return [{ field: 'pay_sp', problem: 'is missing', why: WHY_PAY_SP, fix: list }];
    return [
      {
        field: shownName(written),
        problem: 'is no field; pay_sp is probably meant',
        why: WHY_PAY_SP,
        fix: 'Rename it to pay_sp.',
      },
    ];
  }
  if (typeof paySp !== 'string')
    return [{ field: 'pay_sp', problem: 'must be a text', why: WHY_PAY_SP, fix: list }];
  const near = meant(paySp.trim(), known);
  return [
    {
      field: 'pay_sp',
      problem: `"${shownName(paySp)}" is no PSP that CrossPay knows`,
      why: WHY_PAY_SP,
      fix: near === undefined ? list : `Write ${near}.`,
    },
  ];
}

export function providerFindings({ providers }: Block): readonly Finding[] {
  if (providers === undefined) return [];
  const why = 'What stands there is not read as an account.';
  if (!isObject(providers))
    return [
      {
        field: 'providers',
        problem: 'must be an object: PSP → its fields',
        why,
        fix: 'Write {"v3": { … }}.',
      },
    ];
  return Object.entries(providers).flatMap(([name, block]): readonly Finding[] => {
    const field = `providers.${shownName(name)}`;
    if (!paySps.includes(name)) {
      const near = meant(name, paySps);
      const fix = near === undefined ? `Name it by one of: ${paySps.join(', ')}.` : `Rename it to ${near}.`;
      return [{ field, problem: 'is no PSP that CrossPay knows', why, fix }];
    }
    return isObject(block)
      ? []
      : [{ field, problem: 'must be an object of fields', why, fix: 'Write {"mchid": "…"}.', paySp: name }];
  });
}
