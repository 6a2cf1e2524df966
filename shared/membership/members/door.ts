/** Members, their ledger and what WeChat is told of it. */
import type { Actions } from '../../kernel/callable';
import type { Membership } from '../ports';

export const memberActions: Actions<Membership> = {};
