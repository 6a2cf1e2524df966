/** What members, their ledger and their cards need of the world. */
import type { MembersRoom } from './members/ports';

export type Membership = MembersRoom;
