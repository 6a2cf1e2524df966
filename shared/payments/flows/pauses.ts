/** A PSP that hangs or is down costs only itself: after a few silences in a row the timer lets it rest for a while. */
import type { Outcome, Unsent } from '../../kernel/exchange';
import type { Clock } from '../../kernel/ports';

const SILENCES = 3;
const PAUSE_MS = 45_000;

/**
 * Keys or a token that the PSP refuses are the trouble of one account, and soon said: they keep nobody from asking about the orders of the
 * other accounts there.
 */
const SILENT: readonly Unsent[] = ['unreachable', 'untrusted_certificate', 'keys_away', 'token_away'];

export interface Pauses {
  /** Whether the timer should leave this PSP alone at the moment. */
  isPaused(paySp: string): boolean;
  /** Remembers what came of asking. */
  note(paySp: string, outcome: Outcome<unknown>): void;
}

interface Memory {
  readonly silences: number;
  readonly pausedUntil: number;
}

/** Whether an outcome speaks of a PSP that cannot be reached at all, whatever it is asked about. */
const isSilence = (outcome: Outcome<unknown>): boolean =>
  (outcome.is === 'unknown' && outcome.why === 'timeout') ||
  (outcome.is === 'unsent' && SILENT.includes(outcome.why));

/** The memory of one running instance; another one learns by itself. */
export function createPauses(clock: Clock): Pauses {
  const memories = new Map<string, Memory>();
  return {
    isPaused: (paySp) => (memories.get(paySp)?.pausedUntil ?? 0) > clock.now(),
    note(paySp, outcome) {
      if (!isSilence(outcome)) {
        // What never went out says nothing of who is there.
        if (outcome.is !== 'unsent') memories.delete(paySp);
        return;
      }
      const silences = (memories.get(paySp)?.silences ?? 0) + 1;
      memories.set(paySp, {
        silences,
        pausedUntil: silences >= SILENCES ? clock.now() + PAUSE_MS : 0,
      });
    },
  };
}
