/** Our record page by page, to its end. */
import { PayError } from '../kernel/errors';
import { present } from '../kernel/present';
import type { RowPage, RowPlace, RowQuestion } from '../payments';

/** Orders that are read at once. */
const PAGE = 1000;

/** The end of time for a question that has no end of its own, milliseconds. */
export const FOR_EVER = Number.MAX_SAFE_INTEGER;

type Asked = Omit<RowQuestion, 'after' | 'limit'>;

/** @throws PayError INTERNAL where a page ends at the place where it began */
export async function* pagesOf<T>(
  read: (question: RowQuestion) => Promise<RowPage<T>>,
  asked: Asked,
): AsyncGenerator<RowPage<T>> {
  let after: RowPlace | undefined;
  do {
    const page: RowPage<T> = await read({ ...asked, limit: PAGE, ...present({ after }) });
    yield page;
    if (after !== undefined && page.next && isSame(after, page.next))
      throw new PayError('INTERNAL', 'a page did not end');
    after = page.next;
  } while (after !== undefined);
}

const isSame = (a: RowPlace, b: RowPlace): boolean => a.at === b.at && a.outTradeNo === b.outTradeNo;
