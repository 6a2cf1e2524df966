// What each built-in does; <view> and <text> need no script. The table of what they accept is ../../built-in-table.ts.
import type { builtInTable } from '../../built-in-table';
import type { BuiltInSetup } from '../easel';
import { button } from './button';
import { label, radio, radioGroup } from './radio';

/** Elements that are drawn by CSS alone. */
type Bare = 'view' | 'text';

export const builtIns: Readonly<Record<Exclude<keyof typeof builtInTable, Bare>, BuiltInSetup>> = {
  button,
  label,
  radio,
  'radio-group': radioGroup,
};
