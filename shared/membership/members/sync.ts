/** The timer's part: finishes what processes left, and tells WeChat what is due, within its time. */
import { PayError } from '../../kernel/errors';
import { sideBySide } from '../../kernel/side-by-side';
import type { Due, MembersRoom } from './ports';
import { finish, isRefusal } from './reservation';
import { tellWechat } from './tell-wechat';

export interface SyncRun {
  readonly looked: number;
  readonly failed: number;
  /** What was seen to be due and whose turn did not come. */
  readonly left: number;
}

const AT_ONCE = 4;
/** Nothing is begun when less than this is left of the function's time. */
const LAST_MS = 6000;
/** When what could not be looked at is looked at again. */
const PUT_OFF_MS = 600_000;

/**
 * One run over at most `limit` members, and as many unfinished entries. Never rejects because of one of them; rejects when the
 * database does.
 */
export async function syncMembers(room: MembersRoom, limit: number): Promise<SyncRun> {
  const run = new Run(room);
  // First what is to be entered, so that it is told in the same run.
  await run.over('reservations', limit, (id) => finishReserved(room, id));
  await run.over('members', limit, (id) => tellOf(room, id));
  room.wechat.log('members_synced', { ...run.counts });
  return run.counts;
}

/** `stop`: nothing more of this kind can be done in this run. */
type Looked = 'done' | 'failed' | 'stop';

class Run {
  private looked = 0;
  private failed = 0;
  private seen = 0;

  constructor(private readonly room: MembersRoom) {}

  get counts(): SyncRun {
    return { looked: this.looked, failed: this.failed, left: this.seen - this.looked };
  }

  async over(kind: Due['kind'], limit: number, look: (id: string) => Promise<Looked>): Promise<void> {
    const { members, wechat } = this.room;
    const ids = await members.due({ kind, now: wechat.clock.now(), limit });
    this.seen += ids.length;
    let isStopped = false;
    await sideBySide(ids, AT_ONCE, async (id) => {
      if (isStopped || wechat.clock.now() + LAST_MS > wechat.deadline) return;
      this.looked += 1;
      const result = await look(id).catch((error: unknown) => this.putOff(kind, id, error));
      if (result !== 'done') this.failed += 1;
      if (result === 'stop') isStopped = true;
    });
  }

  /** One that fails is in nobody's way: it goes to the end of the queue. */
  private async putOff(kind: Due['kind'], id: string, error: unknown): Promise<Looked> {
    const { members, wechat } = this.room;
    const now = wechat.clock.now();
    const why = error instanceof PayError ? error.code : error instanceof Error ? error.name : 'unknown';
    wechat.log('member_sync_failed', { kind, why });
    await members.postpone(kind, id, { now, until: now + PUT_OFF_MS });
    return 'failed';
  }
}

async function finishReserved(room: MembersRoom, id: string): Promise<Looked> {
  const reservation = await room.members.reservations.get(id);
  if (reservation?.dueAt === undefined) return 'done';
  try {
    await finish(room, reservation);
  } catch (error) {
    // Whoever wished it was told so, or repeats it and is told then.
    if (!isRefusal(error)) throw error;
  }
  return 'done';
}

async function tellOf(room: MembersRoom, id: string): Promise<Looked> {
  const result = await tellWechat(room, id);
  if (result === 'quota') return 'stop';
  return result === 'failed' ? 'failed' : 'done';
}
