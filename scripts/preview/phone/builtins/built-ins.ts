// What each built-in does; those without a behaviour are drawn by CSS alone. Their properties: ../../built-in-table.ts.
import type { BuiltInTag } from '../../built-in-table';
import type { BuiltInSetup } from '../easel';
import { button } from './button';
import type { OpenAbilities } from './button';
import { checkbox, checkboxGroup } from './checkbox';
import { form } from './form';
import { icon } from './icon';
import { image } from './image';
import { input, textarea } from './input';
import { movableView } from './movable-view';
import { navigator } from './navigator';
import type { Navigate } from './navigator';
import { pickerColumn, pickerView } from './picker-view';
import { picker } from './picker';
import type { ShowPicker } from './picker';
import { progress } from './progress';
import { label, radio, radioGroup } from './radio';
import { richText } from './rich-text';
import { scrollView } from './scroll-view';
import { slider } from './slider';
import { swiper, swiperItem } from './swiper';
import { switchControl } from './switch';

export type BuiltIns = Readonly<Record<BuiltInTag, BuiltInSetup>>;

/** What built-ins ask of the phone around them. */
export interface Surroundings {
  readonly abilities: OpenAbilities;
  readonly navigate: Navigate;
  readonly showPicker: ShowPicker;
}

/** The built-ins of a phone whose WeChat does this for them. */
export const createBuiltIns = ({ abilities, navigate, showPicker }: Surroundings): BuiltIns => ({
  button: button(abilities),
  image,
  'cover-image': image,
  input,
  textarea,
  label,
  radio,
  'radio-group': radioGroup,
  checkbox,
  'checkbox-group': checkboxGroup,
  switch: switchControl,
  slider,
  form,
  'scroll-view': scrollView,
  swiper,
  'swiper-item': swiperItem,
  picker: picker(showPicker),
  'picker-view': pickerView,
  'picker-view-column': pickerColumn,
  progress,
  'rich-text': richText,
  navigator: navigator(navigate),
  icon,
  'movable-area': () => undefined,
  'movable-view': movableView,
});
