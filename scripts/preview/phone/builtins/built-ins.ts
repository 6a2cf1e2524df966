// What each built-in does; <view> and <text> need no script. The table of what they accept is ../../built-in-table.ts.
import type { builtInTable } from '../../built-in-table';
import type { BuiltInSetup } from '../easel';
import { button } from './button';
import type { OpenAbilities } from './button';
import { input } from './input';
import { label, radio, radioGroup } from './radio';

/** Elements that are drawn by CSS alone. */
type Bare = 'view' | 'text';

export type BuiltIns = Readonly<Record<Exclude<keyof typeof builtInTable, Bare>, BuiltInSetup>>;

/** The built-ins of a phone whose WeChat does this for buttons. */
export const createBuiltIns = (abilities: OpenAbilities): BuiltIns => ({
  button: button(abilities),
  input,
  label,
  radio,
  'radio-group': radioGroup,
});
