// What went wrong in the mini-program, on the phone itself: a panel over the page, with file and line where they are known.
import { KNOWN } from '../build-problem';
import type { Problem } from '../build-problem';
import { element, pushButton } from './markup';
import type { Words } from './wx/words';

export interface Failures {
  /** Something threw; the server finds the line. */
  readonly report: (failure: unknown) => void;
  /** Runs, and reports what it throws. */
  readonly guard: (run: () => unknown) => void;
}

interface Row {
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
}

/** Shows what the build found, and whatever is reported later. */
export function createFailures(root: HTMLElement, words: Words, problems: readonly Problem[]): Failures {
  const panel = new Panel(root, words);
  for (const problem of problems) if (problem.kind === 'error') panel.add(problem);
  const reported = new Set<string>();
  const report = (failure: unknown) => {
    if (failure instanceof Error && failure.name === KNOWN) return;
    const { message, stack } = described(failure);
    if (reported.has(message + stack)) return;
    reported.add(message + stack);
    void placeOf(message, stack).then((place) => panel.add({ message, ...place }));
  };
  window.addEventListener('error', ({ error, message }) => report(error ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => {
    // A refused wx call that nobody heard is no error of the program's.
    if (reason instanceof Error) report(reason);
  });
  const guard = (run: () => unknown) => {
    try {
      run();
    } catch (failure) {
      report(failure);
    }
  };
  return { report, guard };
}

class Panel {
  private readonly seen = new Set<string>();
  private readonly list = element('ul', 'failures-list');
  private readonly box = element('section', 'failures');

  constructor(
    private readonly root: HTMLElement,
    words: Words,
  ) {
    this.box.setAttribute('role', 'alert');
    const head = element('div', 'failures-head');
    head.append(
      element('strong', '', words.failures),
      pushButton('failures-close', words.close, () => this.box.remove()),
    );
    this.list.tabIndex = 0;
    this.box.append(head, this.list);
  }

  add({ message, file, line }: Row): void {
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
    const row = element('li', '');
    if (place) row.append(element('code', 'failures-place', place));
    row.append(element('span', '', message));
    if (this.seen.has(row.textContent)) return;
    this.seen.add(row.textContent);
    this.list.append(row);
    this.root.append(this.box);
  }
}

function described(failure: unknown): { message: string; stack: string } {
  if (failure instanceof Error)
    return { message: `${failure.name}: ${failure.message}`, stack: failure.stack ?? '' };
  return { message: typeof failure === 'string' ? failure : JSON.stringify(failure), stack: '' };
}

/** Asks the server, which has the map of the sources. */
async function placeOf(message: string, stack: string): Promise<Partial<Row>> {
  try {
    const response = await fetch('report', { method: 'POST', body: JSON.stringify({ message, stack }) });
    return response.ok ? ((await response.json()) as Partial<Row>) : {};
  } catch {
    return {};
  }
}
