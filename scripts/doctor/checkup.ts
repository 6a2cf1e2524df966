/** All documents of a source examined together: the same check for `npm run doctor`, and for whatever else is to judge a configuration. */
import { isObject } from '../../shared/kernel/json';
import { examine } from '../../shared/payments/doctor/examine';
import type { Finding, Note } from '../../shared/payments/doctor/finding';
import { described, recognise } from '../../shared/payments/doctor/material';
import { says, type Said } from '../../shared/payments/doctor/said';
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
  problem: says('document_missing'),
  why: says('why_document_missing'),
  fix: says('fix_document_missing'),
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
    const found = value.length > 60 ? foundIn(value) : undefined;
    if (found) yield { field: path, says: found };
  } else if (Array.isArray(value)) {
    for (const [at, one] of value.entries()) yield* keysIn(one, `${path}.${at}`);
  } else if (isObject(value)) {
    for (const [name, one] of Object.entries(value))
      yield* keysIn(one, path === '' ? name : `${path}.${name}`);
  }
}

function foundIn(text: string): Said | undefined {
  const material = recognise(text);
  const found = described(material);
  if (!found || material.is !== 'certificate') return found;
  const { serialNumber, issuer, validFrom, validTo } = material.certificate;
  const day = (moment: string): string => new Date(moment).toISOString().slice(0, 10);
  const by = issuer.replaceAll('\n', ', ');
  const good = { from: day(validFrom), to: day(validTo) };
  return says('print_certificate', { found, serial: serialNumber, by, ...good });
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
            problem: says('app_secret'),
            why: says('why_app_secret'),
            fix: says('fix_app_secret'),
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
