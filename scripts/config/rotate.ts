/**
 * `config rotate FIELD`: exchanges a key in an environment, step by step. The new one stands beside the old where the account takes two,
 * and `--finish` takes the old one away; where it takes one, the order of the steps is said before anything is asked.
 */
import { parseArgs } from 'node:util';
import { saidOf } from '../../shared/payments/doctor/block';
import type { Connector } from '../../shared/payments/psp/connector';
import { connectorOf } from '../connectors';
import { environmentOptions, type StoredDocument } from '../environment/documents';
import { apply, consentOptions } from './apply';
import { openConfig } from './online';
import { placeToFind } from './places';
import { oneAtATime, rotationsOf, type Rotation } from './rotations';
import {
  contentOf,
  isFileField,
  ownFields,
  settingOptions,
  settingsOf,
  withoutField,
  withSettings,
  type Settings,
} from './settings';
import type { Terminal } from './terminal';

function readWish(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...environmentOptions,
      ...consentOptions,
      ...settingOptions,
      'pay-sp': { type: 'string' },
      document: { type: 'string', default: 'payment' },
      finish: { type: 'boolean', default: false },
    },
  });
}

export async function rotate(args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const { values, positionals } = readWish(args);
  const { env, url, finish, yes, anyway, lang } = values;
  const online = await openConfig({ env, url });
  const before = await online.read(values.document);
  if (!before) throw new Error(`${online.name} has no document ${values.document}`);
  const connector = pspOf(values['pay-sp'] ?? before.pay_sp, before);
  const rotation = rotationOf(positionals[0], connector);
  terminal.say(`${rotation.field} of ${connector.paySp}`);
  for (const [at, step] of rotation.steps.entries()) terminal.say(`  ${at + 1}. ${step}`);
  const after = finish
    ? finished(before, connector, rotation)
    : exchanged(before, connector, rotation, await given(terminal, connector, rotation, values));
  return apply({ terminal, online }, [{ before, after }], { yes, anyway, lang });
}

function pspOf(named: unknown, document: StoredDocument): Connector {
  const connector = typeof named === 'string' ? connectorOf(named) : undefined;
  if (!connector || !ownFields(document, connector.paySp))
    throw new Error('whose key? --pay-sp names a PSP that has an account in the document');
  return connector;
}

function rotationOf(field: string | undefined, { paySp, title, fields }: Connector): Rotation {
  const known = rotationsOf(paySp);
  const secrets = Object.keys(fields).filter((name) => fields[name]?.secret && !/previous/.test(name));
  const found = known.find((one) => one.field === field);
  if (found) return found;
  if (field !== undefined && secrets.includes(field)) return oneAtATime(field, title);
  const names = [...new Set([...known.map((one) => one.field), ...secrets])];
  throw new Error(`what is to be exchanged? npm run config rotate takes ${names.join(', ')} for ${paySp}`);
}

/** The values by flags, or as a person answers. @throws Error in words where one is missing or cannot be used */
async function given(
  terminal: Terminal,
  connector: Connector,
  { fields }: Rotation,
  options: Parameters<typeof settingsOf>[0],
): Promise<Settings> {
  const byFlags = settingsOf(options, connector);
  const strange = [...byFlags.keys()].find((name) => !fields.includes(name));
  if (strange !== undefined) throw new Error(`only ${fields.join(' and ')} can be given here`);
  const settings = new Map(byFlags);
  for (const name of fields) {
    if (!settings.has(name)) settings.set(name, await asked(terminal, connector, name));
    const field = connector.fields[name];
    const said = field && saidOf(field, settings.get(name));
    if (said !== undefined) throw new Error(`${name} ${said}; nothing was written`);
  }
  return settings;
}

async function asked(terminal: Terminal, { paySp, fields }: Connector, name: string): Promise<string> {
  if (!terminal.isPerson) {
    const option = isFileField(name) ? `--set-file ${name}=<path>` : `--set ${name}=<value>`;
    throw new Error(`the new ${name} is missing: ${option}`);
  }
  const place = placeToFind(paySp, name);
  terminal.say(`the new ${name}${place === undefined ? '' : `, found at: ${place}`}`);
  if (isFileField(name)) return contentOf(name, await terminal.ask('  path of the file > '));
  return fields[name]?.secret ? terminal.askHidden('  > ') : terminal.ask('  > ');
}

function exchanged(
  document: StoredDocument,
  connector: Connector,
  { field, before, meanwhile = {} }: Rotation,
  settings: Settings,
): StoredDocument {
  const own = ownFields(document, connector.paySp) ?? {};
  const beside = Object.entries(meanwhile).filter(([name]) => own[name] === undefined);
  const isNew = own[field] !== settings.get(field);
  const kept = before === undefined || !isNew ? [] : [[before, own[field]] as const];
  return withSettings(document, connector, new Map([...settings, ...beside, ...kept]));
}

/** @throws Error in words where the new one does not stand there yet */
function finished(
  document: StoredDocument,
  { paySp }: Connector,
  { field, finish }: Rotation,
): StoredDocument {
  if (finish === undefined) throw new Error(`${field} has nothing to finish: there is one at a time`);
  if (ownFields(document, paySp)?.[field] === undefined)
    throw new Error(`the new ${field} does not stand there yet, so ${finish} stays`);
  return withoutField(document, paySp, finish);
}
