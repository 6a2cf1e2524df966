/** What mini-programs and operators may ask of function `cardSync`, and the words of its answers. */
import type { Actions } from '../kernel/callable';
import { cardActions } from './cards/door';
import { memberActions } from './members/door';
import type { Membership } from './ports';

export const cardSyncActions: Actions<Membership> = { ...memberActions, ...cardActions };
