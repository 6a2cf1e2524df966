/** Cards as WeChat keeps them: made, changed, consumed. */
import type { Actions } from '../../kernel/callable';
import type { Membership } from '../ports';

export const cardActions: Actions<Membership> = {};
