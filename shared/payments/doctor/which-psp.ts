/** Which PSPs a document names: by `pay_sp`, by its blocks, and by the fields that stand there. */
import { isObject } from '../../kernel/json';
import { paySps } from '../psp';
import type { Connector } from '../psp/connector';
import type { Block } from './block';
import type { Finding } from './finding';
import { meant, shownName } from './names';
import { says } from './said';
import { SHOP_FIELDS } from './shop-fields';

const namesOf = (connectors: readonly Connector[]): readonly string[] => connectors.map(({ paySp }) => paySp);

export const WHY_PAY_SP = says('why_pay_sp');

export function paySpFindings(document: Block, connectors: readonly Connector[]): readonly Finding[] {
  const { pay_sp: paySp } = document;
  const known = namesOf(connectors);
  if (typeof paySp === 'string' && known.includes(paySp)) return [];
  const list = says('fix_pay_sp', { names: known });
  if (paySp === undefined || paySp === null || paySp === '') {
    const written = Object.keys(document).find(
      (name) => meant(name, ['pay_sp']) !== undefined && !SHOP_FIELDS.includes(name),
    );
    if (written === undefined) return [nestedFinding(document) ?? noPaySp(list)];
    return [
      {
        field: shownName(written),
        problem: says('pay_sp_misspelt'),
        why: WHY_PAY_SP,
        fix: says('fix_rename', { near: 'pay_sp' }),
      },
    ];
  }
  if (typeof paySp !== 'string')
    return [{ field: 'pay_sp', problem: says('pay_sp_no_text'), why: WHY_PAY_SP, fix: list }];
  const near = meant(paySp.trim(), known);
  return [
    {
      field: 'pay_sp',
      problem: says('pay_sp_unknown', { name: shownName(paySp) }),
      why: WHY_PAY_SP,
      fix: near === undefined ? list : says('fix_write', { near }),
    },
  ];
}

const noPaySp = (fix: Finding['fix']): Finding => ({
  field: 'pay_sp',
  problem: says('missing'),
  why: WHY_PAY_SP,
  fix,
});

/** The whole configuration one step too deep: in a field of the document, or as the text of a file. */
function nestedFinding(document: Block): Finding | undefined {
  const found = Object.entries(document).find(
    ([name, value]) =>
      !SHOP_FIELDS.includes(name) &&
      (isObject(value) ? 'pay_sp' in value : typeof value === 'string' && /"pay_sp"\s*:/.test(value)),
  );
  if (!found) return undefined;
  const problem = says(isObject(found[1]) ? 'nested' : 'nested_text');
  return { field: shownName(found[0]), problem, why: WHY_PAY_SP, fix: says('fix_nested') };
}

export function providerFindings({ providers }: Block): readonly Finding[] {
  if (providers === undefined) return [];
  const why = says('why_providers');
  if (!isObject(providers))
    return [
      {
        field: 'providers',
        problem: says('providers_no_object'),
        why,
        fix: says('fix_write', { near: '{"v3": { … }}' }),
      },
    ];
  return Object.entries(providers).flatMap(([name, block]): readonly Finding[] => {
    const field = `providers.${shownName(name)}`;
    if (!paySps.includes(name)) {
      const near = meant(name, paySps);
      const fix = near === undefined ? says('fix_provider', { names: paySps }) : says('fix_rename', { near });
      return [{ field, problem: says('provider_unknown'), why, fix }];
    }
    return isObject(block)
      ? []
      : [
          {
            field,
            problem: says('provider_no_object'),
            why,
            fix: says('fix_write', { near: '{"mchid": "…"}' }),
            paySp: name,
          },
        ];
  });
}
