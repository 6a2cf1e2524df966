/** What a member has: points, balance and level, and the entries that they come from. */
import { PayError } from '../../kernel/errors';
import { levelAt } from '../../wechat/member-config';
import type { WechatConfig } from '../../wechat/wechat-config';
import { isNothing, NOTHING, type Amounts, type Entry } from './entry';
import type { Member } from './member';
import type { MembersRoom } from './ports';

const PAGE = 50;

export interface Statement {
  readonly member: Member;
  readonly totals: Amounts;
  readonly level: string | undefined;
  /** Newest first. */
  readonly entries: readonly Entry[];
}

/** A page of a member's entries before the one of number `before`, the newest without it; totals are always the present ones. */
export async function statementOf(
  room: MembersRoom,
  config: WechatConfig | undefined,
  member: Member,
  before = Number.MAX_SAFE_INTEGER,
): Promise<Statement> {
  const [last, page] = await Promise.all([
    room.members.lastEntry(member.id),
    room.members.entries(member.id, before, PAGE),
  ]);
  if (page.unreadable > 0) {
    room.wechat.log('unreadable_document', { collection: 'member_entries', count: page.unreadable });
  }
  const totals = last?.after ?? NOTHING;
  // An order that brought nothing has an entry so that it is known; it says nothing to a person.
  const entries = page.entries.filter(({ change }) => !isNothing(change));
  return { member, totals, level: levelIn(config, totals.earned), entries };
}

/** The level of whoever has earned so much; undefined also where the configuration cannot be read, which others report. */
export function levelIn(config: WechatConfig | undefined, earned: number): string | undefined {
  if (config?.hasMembers !== true) return undefined;
  try {
    return levelAt(config.need('member').member, earned);
  } catch (error) {
    if (error instanceof PayError) return undefined;
    throw error;
  }
}
