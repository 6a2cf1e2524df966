/**
 * Fetches a statement that is a list. No PSP says how many rows a list holds at most, so every longer one is asked for again in
 * two halves: unless both are shorter and add up to the whole, it may have been cut, and the halves are halved.
 */
import type { Fields } from '../../../kernel/fields';
import type { Outcome } from '../../../kernel/exchange';
import { StatementUnusable } from '../../../kernel/statement-unusable';
import type { Operation } from '../../psp/operation';
import type { ListStatement, Span, StatementLine } from '../../psp/statement';
import { exchangeWithPsp } from '../exchange-with-psp';
import type { Fetched } from './fetched-statement';
import type { ConnectedAccount } from '../payment-config';
import type { Shop } from '../shop';
import { withoutAnswer } from './statement-answers';

type Lines = readonly StatementLine[];
type List = Operation<Fields, Span, Lines>;

/** No list is cut as short as that. */
const SURELY_WHOLE = 10;

/** Below this a span is not halved any more: PSPs count in seconds. */
const SHORTEST_MS = 1000;
const MAX_QUESTIONS = 300;

export async function listStatement(
  shop: Shop,
  connected: ConnectedAccount,
  { lists }: ListStatement<Fields>,
  day: Span,
): Promise<Fetched> {
  const found: Lines[] = [];
  for (const list of lists) {
    const asking = new Asking(shop, connected, list);
    const lines = await linesOf(() => asking.whole(day));
    if ('is' in lines) return lines;
    found.push(lines);
  }
  const all = found.flat().map((line, at) => ({ ...line, row: at + 1 }));
  return all.length === 0 ? { is: 'empty' } : { is: 'lines', lines: once(all) };
}

async function* once(lines: Lines): AsyncGenerator<Lines, void, undefined> {
  yield lines;
}

/** Carries an answer that is none past the halving. */
class NoAnswer extends Error {
  constructor(readonly outcome: Exclude<Outcome<Lines>, { is: 'ok' }>) {
    super(outcome.is);
  }
}

async function linesOf(ask: () => Promise<Lines>): Promise<Lines | Fetched> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NoAnswer) return withoutAnswer(error.outcome);
    if (error instanceof StatementUnusable) return { is: 'unusable', code: error.code, why: error.message };
    throw error;
  }
}

class Asking {
  private questions = 0;
  private longest = 0;

  constructor(
    private readonly shop: Shop,
    private readonly connected: ConnectedAccount,
    private readonly operation: List,
  ) {}

  /** Everything in a span; throws NoAnswer, or StatementUnusable `list_cut`. */
  async whole(span: Span, asked?: Lines): Promise<Lines> {
    const lines = asked ?? (await this.ask(span));
    // A list that is shorter than another one was not cut.
    if (lines.length < Math.max(SURELY_WHOLE, this.longest)) return lines;
    if (span.to - span.from <= SHORTEST_MS)
      throw new StatementUnusable('list_cut', 'a list may be cut even when it is asked for second by second');
    const [early, late] = halvesOf(span);
    const [first, second] = [await this.ask(early), await this.ask(late)];
    const isSplit = Math.max(first.length, second.length) < lines.length;
    if (isSplit && joined(first, second).length === joined(lines, []).length) return lines;
    return joined(await this.whole(early, first), await this.whole(late, second));
  }

  private async ask(input: Span): Promise<Lines> {
    this.questions += 1;
    if (this.questions > MAX_QUESTIONS)
      throw new StatementUnusable(
        'list_cut',
        `its lists need more than ${MAX_QUESTIONS} questions for a day`,
      );
    const { shop, connected, operation } = this;
    const outcome = await exchangeWithPsp(shop, connected, 'statement', { operation, input });
    if (outcome.is !== 'ok') throw new NoAnswer(outcome);
    this.longest = Math.max(this.longest, outcome.value.length);
    return outcome.value;
  }
}

/** Both together; what stands in both, on the second where they meet, comes once. */
function joined(first: Lines, second: Lines): Lines {
  const byNumber = new Map([...first, ...second].map((line) => [numberOf(line), line]));
  return [...byNumber.values()];
}

const numberOf = (line: StatementLine): string =>
  line.kind === 'payment'
    ? `payment ${line.spTradeNo ?? line.attemptNo}`
    : `refund ${line.spRefundNo ?? line.outRefundNo}`;

/** Whole seconds: PSPs count in them. */
function halvesOf({ from, to }: Span): readonly [Span, Span] {
  const middle = Math.floor((from + to) / 2000) * 1000;
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
