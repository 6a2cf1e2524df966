/** What members, their ledger and their cards need of the world. */
import type { CardsRoom } from './cards/ports';
import type { MembersRoom } from './members/ports';

export interface Membership extends MembersRoom, CardsRoom {}
