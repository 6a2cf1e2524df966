/**
 * `config guide`: asks for what a PSP's account needs, says where each value is found and what `notify_url` will be, and writes a file
 * that only its owner may read. Where an environment is named it pushes the file to it. Without a terminal everything is given by `--pay-sp`, `--set` and `--set-file`.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { saidOf } from '../../shared/payments/doctor/block';
import { tellsAddress } from '../../shared/payments/flows/payment-config';
import type { Connector } from '../../shared/payments/psp/connector';
import { connectorOf, connectors } from '../connectors';
import { checkup } from '../doctor/checkup';
import { speakAs } from '../doctor/language';
import { checkupLines, withoutTheSecretsOf } from '../doctor/printed';
import { fromFile } from '../doctor/source';
import { environmentOptions, type StoredDocument } from '../environment/documents';
import { openGoods } from '../goods/online-goods';
import { consentOptions } from './apply';
import { writeOwnFile } from './own-file';
import { placeToFind } from './places';
import { push } from './push';
import {
  contentOf,
  isFileField,
  ownFields,
  settingOptions,
  settingsOf,
  valueOf,
  withSettings,
} from './settings';
import type { Terminal } from './terminal';
import { offerTrialGoods } from './trial-goods';

function readWish(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      ...settingOptions,
      'pay-sp': { type: 'string' },
      file: { type: 'string', default: 'payment.json' },
      document: { type: 'string', default: 'payment' },
      'trial-goods': { type: 'boolean', default: false },
      ...environmentOptions,
      ...consentOptions,
    },
  }).values;
}

export async function guide(args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const wish = readWish(args);
  const speak = await speakAs(wish.lang);
  const others = existsSync(wish.file) ? fromFile(wish.file).documents : [];
  const connector = await chosenPsp(wish['pay-sp'], terminal);
  const found = others.find(({ _id }) => _id === wish.document);
  const start: StoredDocument = found ?? { _id: wish.document, pay_sp: connector.paySp };
  const given = withSettings(start, connector, settingsOf(wish, connector));
  const document = terminal.isPerson ? await completed(terminal, connector, given) : given;
  const documents = [...others.filter((one) => one !== found), document];
  writeOwnFile(wish.file, documents, { force: true });
  for (const line of addressLines(document)) terminal.say(line);
  const result = checkup({ documents: [document], isRemote: false }, Date.now());
  const clean = withoutTheSecretsOf([document]);
  for (const line of checkupLines(result, [], speak)) terminal.say(clean(line));
  terminal.say(`written to ${wish.file}. It holds your keys: keep it out of version control.`);
  if (wish.env !== undefined || wish.url !== undefined) {
    const code = await push(pushArguments(wish), terminal);
    if (code !== 0) return code;
    const online = await openGoods({ env: wish.env, url: wish.url });
    const shop = { connector, currency: document.currency };
    await offerTrialGoods({ terminal, online }, shop, wish['trial-goods']);
    return 0;
  }
  terminal.say(`Next: npm run config push -- --file ${wish.file} --env <your environment>`);
  return result.findings.length === 0 ? 0 : 1;
}

function pushArguments({
  file,
  env,
  url,
  lang,
  yes,
  anyway,
}: ReturnType<typeof readWish>): readonly string[] {
  const named = { file, env, url, lang };
  const agreed = { yes, anyway };
  return [
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...Object.entries(agreed).flatMap(([name, isSo]) => (isSo ? [`--${name}`] : [])),
  ];
}

async function chosenPsp(named: string | undefined, terminal: Terminal): Promise<Connector> {
  const names = connectors.map(({ paySp }) => paySp);
  if (named === undefined && !terminal.isPerson)
    throw new Error(`which PSP? --pay-sp takes one of: ${names.join(', ')}`);
  if (named === undefined)
    for (const { paySp, title, can } of connectors)
      terminal.say(`  ${paySp.padEnd(10)} ${title}: ${can.payMethods.join(', ')}`);
  const asked = named ?? (await terminal.ask('Which of these did you sign with? '));
  const connector = connectorOf(asked);
  if (!connector) throw new Error(`there is no such PSP; there are ${names.join(', ')}`);
  return connector;
}

interface Question {
  readonly name: string;
  readonly about: string;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
}

const ofShop = (name: string, about: string, isRequired = true): Question => ({
  name,
  about,
  isRequired,
  isSecret: false,
});

function questionsOf(connector: Connector): readonly Question[] {
  const own = Object.entries(connector.fields).map(([name, { about, required, secret }]) => ({
    name,
    about,
    isRequired: required || /^public_key(_id)?$/.test(name),
    isSecret: secret,
  }));
  const shop = [
    ...('currency' in connector.fields ? [] : [ofShop('currency', 'the currency of the shop')]),
    ...(tellsAddress(connector) ? [ofShop('notify_url', 'the public address of function notify')] : []),
    ofShop('operators', 'who may refund', false),
  ];
  return [...own.filter(({ isRequired }) => isRequired), ...shop];
}

async function completed(
  terminal: Terminal,
  connector: Connector,
  start: StoredDocument,
): Promise<StoredDocument> {
  let document = start;
  for (const question of questionsOf(connector)) {
    const has = ownFields(document, connector.paySp)?.[question.name] ?? document[question.name];
    if (has !== undefined) continue;
    const value = await answered(terminal, connector, question);
    if (value !== undefined) document = withSettings(document, connector, new Map([[question.name, value]]));
  }
  return document;
}

async function answered(terminal: Terminal, connector: Connector, question: Question): Promise<unknown> {
  const { name, about, isSecret } = question;
  terminal.say('');
  terminal.say(`${name}: ${about}`);
  const place =
    placeToFind(connector.paySp, name) ??
    `${connector.title} tells it; see docs/providers/${connector.paySp}.md`;
  terminal.say(`  found at: ${place}`);
  for (;;) {
    const text = await answer(terminal, name, isSecret);
    if (text === '') return undefined;
    const value = valueOf(connector, name, text);
    const field = connector.fields[name];
    const said = field && saidOf(field, value);
    if (said === undefined) return value;
    terminal.say(`  ${name} ${said}. Once more, or leave it empty to go on without it.`);
  }
}

async function answer(terminal: Terminal, name: string, isSecret: boolean): Promise<string> {
  if (!isFileField(name)) return isSecret ? terminal.askHidden('  > ') : terminal.ask('  > ');
  for (;;) {
    const path = await terminal.ask('  path of the file > ');
    if (path === '') return '';
    try {
      return contentOf(name, path);
    } catch (error) {
      terminal.say(`  ${error instanceof Error ? error.message : 'it cannot be read'}`);
    }
  }
}

/** The address that each PSP of the document gets. */
function addressLines(document: StoredDocument): readonly string[] {
  const { notify_url: address, _id: id } = document;
  if (typeof address !== 'string' || !URL.canParse(address)) return [];
  const { origin, pathname } = new URL(address);
  const told = connectors.filter((one) => tellsAddress(one) && ownFields(document, one.paySp));
  const base = `${origin}${pathname}`.replace(/\/+$/, '');
  return told.map(({ paySp }) => {
    const start = base.endsWith(`/${paySp}`) ? base : `${base}/${paySp}`;
    return `notices of ${paySp} will come to ${start}${id === 'payment' ? '' : `/${String(id)}`}`;
  });
}
