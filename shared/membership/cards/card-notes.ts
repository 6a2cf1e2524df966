/** What WeChat told us of cards and sub-merchants without being asked, kept so that operators see it beside the thing itself. */
import { present } from '../../kernel/present';
import { change } from '../../kernel/versioned';
import type { CardNote, CardRecords, Told } from './ports';

/** Whom a note is about: a card or a sub-merchant of one account. */
export type Subject = Pick<CardNote, 'appid' | 'about' | 'of'>;

export const noteId = ({ appid, about, of }: Subject): string => `${appid}:${about}:${of}`;

/** Writes down news of a subject; older news changes nothing. */
export async function takeNews(
  { notes }: Pick<CardRecords, 'notes'>,
  subject: Subject,
  news:
    { readonly audit: NonNullable<CardNote['audit']> } | { readonly stock: NonNullable<CardNote['stock']> },
): Promise<void> {
  const id = noteId(subject);
  const first: CardNote = { ...subject, id, version: 1, audit: undefined, stock: undefined, ...news };
  const known = await notes.get(id);
  if (!known && (await notes.insert(first))) return;
  const found = known ?? (await notes.get(id));
  if (!found) return;
  await change(notes, found, (newest) => {
    const isNews = 'audit' in news ? isNewer(news.audit, newest.audit) : isNewer(news.stock, newest.stock);
    return isNews ? { ...newest, ...news } : undefined;
  });
}

/** Events come in any order and more than once. Of two at the same second the later word in the alphabet stays. */
function isNewer(news: Told<string>, known: Told<string> | undefined): boolean {
  return !known || news.at > known.at || (news.at === known.at && news.word > known.word);
}

/** The notes of some subjects by their ids; a subject without one is missing. */
export async function notesOf(
  { notes }: Pick<CardRecords, 'notes'>,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const found = await notes.find(subjects.map(noteId));
  return new Map(found.map((note) => [note.of, noteView(note)]));
}

function noteView({ audit, stock }: CardNote): Readonly<Record<string, unknown>> {
  return present({
    audit: audit && { result: audit.word, reason: audit.detail, at: audit.at },
    stock_warning: stock && { detail: stock.detail, at: stock.at },
  });
}
