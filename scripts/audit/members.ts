/** Whether the member ledger adds up, and brings points for just the orders that it should. */
import { entryKind } from '../../shared/adapters/member-documents';
import { idIn } from '../../shared/adapters/cloud-documents';
import { problemsOf } from '../../shared/membership/members/audit';
import type { Entry } from '../../shared/membership/members/entry';
import type { Documents } from '../environment/documents';

export interface AuditedMembers {
  readonly entries: number;
  readonly problems: readonly string[];
}

/** Audits all entries of the ledger together: what one member loses may have come to another. */
export async function auditMembers(documents: Documents): Promise<AuditedMembers> {
  const entries: Entry[] = [];
  const problems: string[] = [];
  for await (const raw of documents.all(entryKind.collection)) {
    const read = entryKind.fromDocument(raw);
    if ('value' in read) entries.push(read.value);
    else problems.push(`entry ${idIn(raw)} cannot be read: ${read.problems.join('; ')}`);
  }
  return { entries: entries.length, problems: [...problems, ...problemsOf(entries)] };
}
