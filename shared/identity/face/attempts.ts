/**
 * How often a person, and a certificate, was verified within a day. An attempt is reserved before WeChat is called and given
 * back only when the call certainly came to nothing: whoever dies in between has used it.
 */
import { PayError } from '../../kernel/errors';
import { change, type Documents } from '../../kernel/versioned';
import type { Attempt, Attempts, FaceVerification } from './ports';

const DAY_MS = 24 * 60 * 60 * 1000;

/** One attempt that counts for each of `ids`, `most` times in a day. */
export interface Reservation {
  readonly ids: readonly string[];
  readonly outSeqNo: string;
  readonly most: number;
  readonly now: number;
}

/**
 * Takes the attempt for all ids, or for none.
 * @throws PayError TOO_MANY_ATTEMPTS with `retry_at`, the moment from which all of them are free again
 */
export async function reserveAttempt(ports: FaceVerification, wanted: Reservation): Promise<void> {
  const known = await Promise.all(wanted.ids.map((id) => ports.attempts.get(id)));
  refuseUntil(Math.max(...known.map((one) => freeAt(one, wanted))), wanted.now);
  const touched: string[] = [];
  try {
    for (const id of wanted.ids) {
      touched.push(id);
      await take(ports.attempts, id, wanted);
    }
  } catch (error) {
    await returnAttempt(ports, { ...wanted, ids: touched });
    throw error;
  }
}

async function take(attempts: Documents<Attempts>, id: string, wanted: Reservation): Promise<void> {
  const attempt = { outSeqNo: wanted.outSeqNo, at: wanted.now };
  const known = await attempts.get(id);
  if (!known && (await attempts.insert({ id, version: 1, taken: [attempt] }))) return;
  const newest = known ?? (await attempts.get(id));
  if (!newest)
    throw new PayError('BUSY', 'the attempts are being changed by others at this moment. Try again');
  await change(attempts, newest, (one) => {
    refuseUntil(freeAt(one, wanted), wanted.now);
    return { ...one, taken: [...recent(one, wanted.now), attempt] };
  });
}

/** Gives an attempt back; twice is as good as once. What cannot be given back stays used, which harms nobody but its owner. */
export async function returnAttempt(
  { attempts, wechat }: FaceVerification,
  { ids, outSeqNo }: Pick<Reservation, 'ids' | 'outSeqNo'>,
): Promise<void> {
  for (const id of ids) {
    await giveBack(attempts, id, outSeqNo).catch(() => {
      wechat.log('face_attempt_kept', { out_seq_no: outSeqNo });
    });
  }
}

async function giveBack(attempts: Documents<Attempts>, id: string, outSeqNo: string): Promise<void> {
  const known = await attempts.get(id);
  if (!known) return;
  await change(attempts, known, (one) => {
    const left = one.taken.filter((attempt) => attempt.outSeqNo !== outSeqNo);
    return left.length === one.taken.length ? undefined : { ...one, taken: left };
  });
}

const recent = ({ taken }: Attempts, now: number): readonly Attempt[] =>
  taken.filter(({ at }) => at + DAY_MS > now);

/** From when on another attempt may be made; 0: at any time. */
function freeAt(attempts: Attempts | undefined, { most }: Reservation): number {
  const times = attempts?.taken.map(({ at }) => at) ?? [];
  const oldestInTheWay = times.sort((a, b) => a - b).at(-most);
  return oldestInTheWay === undefined ? 0 : oldestInTheWay + DAY_MS;
}

function refuseUntil(retryAt: number, now: number): void {
  if (retryAt <= now) return;
  throw new PayError(
    'TOO_MANY_ATTEMPTS',
    'this person or this ID card was verified too often in the last day. Wait until retry_at',
    { retry_at: retryAt, advice: 'too_many_attempts' },
  );
}
