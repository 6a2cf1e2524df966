/** All documents of a source examined together: the same check for `npm run doctor`, and for whatever else is to judge a configuration. */
import { isObject } from '../../shared/kernel/json';
import { examine } from '../../shared/payments/doctor/examine';
import type { Finding, Note } from '../../shared/payments/doctor/finding';
import { described, recognise } from '../../shared/payments/doctor/material';
import { connectors } from '../connectors';
import type { StoredDocument } from '../environment/documents';
import type { Source } from './source';
import { wechatFindings } from './wechat-document';

/** What was found, recognised and noted, with the fields as they are printed. */
export interface Checkup {
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  readonly recognised: readonly Note[];
}

export function checkup(
  { documents, isRemote }: Pick<Source, 'documents' | 'isRemote'>,
  now: number,
): Checkup {
  if (documents.length === 0) return { findings: [NOTHING], notes: [], recognised: [] };
  const each = documents.map((document) => ofDocument(document, isRemote, now));
  return {
    findings: [...each.flatMap((one) => one.findings), ...appSecrets(documents)],
    notes: each.flatMap((one) => one.notes),
    recognised: each.flatMap((one) => one.recognised),
  };
}

const NOTHING: Finding = {
  field: 'payment',
  problem: 'is missing: collection "config" has no document of that name',
  why: 'Without it the functions know no PSP, and nobody can pay.',
  fix: 'Make one: docs/configuration.md shows the shortest form.',
};

/** Fields of document `payment` stand by themselves, those of others behind its name. */
export const printedField = (id: string, field: string): string =>
  id === 'payment' ? field || 'payment' : field === '' ? id : `${id}.${field}`;

function ofDocument(document: StoredDocument, isRemote: boolean, now: number): Checkup {
  const id = String(document._id);
  const place = <T extends { readonly field: string }>(one: T): T => ({
    ...one,
    field: printedField(id, one.field),
  });
  const recognised = [...keysIn(document)].map(place);
  if (id.startsWith('wechat'))
    return { findings: wechatFindings(id, document).map(place), notes: [], recognised };
  const { findings, notes } = examine({ id, document, now, connectors, isRemote });
  return { findings: findings.map(place), notes: notes.map(place), recognised };
}

/** Every key and certificate, by what it is and whose. */
function* keysIn(value: unknown, path = ''): Generator<Note> {
  if (typeof value === 'string') {
    const says = value.length > 60 ? saysOf(value) : undefined;
    if (says !== undefined) yield { field: path, says };
  } else if (Array.isArray(value)) {
    for (const [at, one] of value.entries()) yield* keysIn(one, `${path}.${at}`);
  } else if (isObject(value)) {
    for (const [name, one] of Object.entries(value))
      yield* keysIn(one, path === '' ? name : `${path}.${name}`);
  }
}

function saysOf(text: string): string | undefined {
  const material = recognise(text);
  const what = described(material);
  if (what === undefined || material.is !== 'certificate') return what;
  const { serialNumber, issuer, validFrom, validTo } = material.certificate;
  const day = (moment: string): string => new Date(moment).toISOString().slice(0, 10);
  const by = issuer.replaceAll('\n', ', ');
  return `${what}, serial ${serialNumber}, issued by ${by}, good from ${day(validFrom)} to ${day(validTo)}`;
}

/** The mini-program's AppSecret where a key for payments is wanted: both are 32 letters and digits. */
function appSecrets(documents: readonly StoredDocument[]): readonly Finding[] {
  const secrets = documents.flatMap(({ secret }) =>
    typeof secret === 'string' && secret !== '' ? [secret.trim()] : [],
  );
  return documents
    .filter(({ _id }) => String(_id).startsWith('payment'))
    .flatMap((document) =>
      accountsIn(document).flatMap(({ path, block }) =>
        ['key', 'apiv3_key']
          .filter((name) => secrets.some((secret) => secret === block[name]))
          .map((name) => ({
            field: printedField(String(document._id), path + name),
            problem: 'is the AppSecret of document wechat',
            why: 'Payments are signed with a key that is set in the merchant platform; the AppSecret is of the mini-program and signs nothing here.',
            fix: 'Give the API key that was set in WeChat Pay’s merchant platform under API security.',
          })),
      ),
    );
}

function accountsIn(
  document: StoredDocument,
): readonly { readonly path: string; readonly block: StoredDocument }[] {
  const providers = isObject(document.providers) ? Object.entries(document.providers) : [];
  const blocks = providers.flatMap(([name, block]) =>
    isObject(block) ? [{ path: `providers.${name}.`, block }] : [],
  );
  return [{ path: '', block: document }, ...blocks];
}
