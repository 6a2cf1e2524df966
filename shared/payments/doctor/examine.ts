/**
 * The doctor of a payment configuration: everything that is wrong with document `payment` (or `payment_<appid>`) at once, each thing
 * named by its field, without a network. The functions' own checks have the last word: what they refuse is never called healthy.
 */
import { PayError } from '../../kernel/errors';
import { isObject, own } from '../../kernel/json';
import { readConfig, tellsAddress } from '../flows/payment-config';
import type { Connector } from '../psp/connector';
import { accountExamination, accountsOf, type Patient } from './account';
import { alarmFindings } from './alarm-fields';
import type { Block, Placed } from './block';
import { once, type Examination, type Finding } from './finding';
import { meant } from './names';
import { notifyRemark } from './notify-url';
import { inTheirWords, says } from './said';
import { currencyFindings, limitFindings, operatorFindings, routeFindings, type Taking } from './shop-fields';
import { paySpFindings, providerFindings } from './which-psp';

export function examine(patient: Patient): Examination {
  const { document, connectors } = patient;
  const placed = accountsOf(patient);
  const accounts = placed.map((one) => accountExamination(patient, one, placed));
  const configured = placed.map(({ connector }) => connector.paySp);
  const findings = [
    ...paySpFindings(document, connectors),
    ...providerFindings(document),
    ...accounts.flatMap((one) => one.findings),
    ...notifyFindings(patient, placed),
    ...currencyFindings(document, takings(patient, placed)),
    ...operatorFindings(document.operators),
    ...limitFindings(document),
    ...alarmFindings(patient),
    ...routeFindings({ document, connectors, configured }),
  ];
  return {
    findings: findings.length > 0 ? once(findings) : lastWord(patient, placed),
    notes: accounts.flatMap((one) => one.notes),
  };
}

const namesOf = (connectors: readonly Connector[]): readonly string[] => connectors.map(({ paySp }) => paySp);

/** One address may serve several PSPs; each place in the document where one stands, or is missing, is looked at once. */
function notifyFindings({ isRemote, document }: Patient, placed: readonly Placed[]): readonly Finding[] {
  const told = placed.filter(({ connector }) => tellsAddress(connector));
  const misspelt = (one: Placed): boolean =>
    Object.keys(one.own).some((name) => meant(name, ['notify_url']) !== undefined && name !== 'notify_url');
  const at_ = (one: Placed): string =>
    one.path('notify_url').startsWith('providers.') && ownsAddress(document, one)
      ? one.path('notify_url')
      : 'notify_url';
  const places = [...new Set(told.map(at_))];
  return places.flatMap((field) => {
    const here = told.filter((one) => at_(one) === field);
    const raw = here[0]?.block.notify_url;
    if (raw === undefined && here.some(misspelt)) return [];
    const names = here.map(({ connector }) => connector.paySp);
    const remark = notifyRemark(raw, {
      paySps: field === 'notify_url' ? namesOf(placed.map(({ connector }) => connector)) : names,
      isRemote,
    });
    return remark ? [{ field, ...remark, ...(here.length === 1 ? { paySp: names[0] ?? '' } : {}) }] : [];
  });
}

const ownsAddress = ({ providers }: Block, { connector }: Placed): boolean => {
  const block = isObject(providers) ? own(providers, connector.paySp) : undefined;
  return isObject(block) && block.notify_url !== undefined;
};

/** The PSPs whose account can be read, and what each of them takes. */
function takings({ id, document, connectors }: Patient, placed: readonly Placed[]): readonly Taking[] {
  const config = readConfig(id, document, connectors);
  const read = placed.map(({ connector }) => {
    try {
      const { account } = config.account(connector.paySp);
      return { connector, currencies: connector.currencies?.(account.config) ?? connector.can.currencies };
    } catch {
      return undefined;
    }
  });
  // One that cannot be read may take what the others do not.
  return read.every((one) => one !== undefined) ? read : [];
}

/** What the functions refuse although nothing was found. */
function lastWord({ id, document, connectors }: Patient, placed: readonly Placed[]): readonly Finding[] {
  const config = readConfig(id, document, connectors);
  const reads = [
    ...placed.map(({ connector }) => ({
      field: connector.paySp,
      read: () => config.account(connector.paySp),
    })),
    { field: 'pay_sp', read: () => config.payMethods() },
    { field: 'order_minutes', read: () => config.limits() },
  ];
  return reads.flatMap(({ field, read }) => {
    try {
      read();
      return [];
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      return [
        {
          field,
          problem: says('refused', { said: inTheirWords(error.message) }),
          why: says('why_refused'),
          fix: says('fix_refused'),
        },
      ];
    }
  });
}
