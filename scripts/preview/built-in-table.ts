// The built-in components that the preview draws, and their properties. To add one: a row here, a file in phone/builtins/.
// Names and meanings: WeChat's component reference, developers.weixin.qq.com/miniprogram/dev/component, read 2026-11.

/** A property's kind; `true` is yes unless the page says no, a number is what stands when the page says nothing. */
export type PropertyKind = 'string' | 'boolean' | 'number' | 'any' | true | number;

type Properties = Readonly<Record<string, PropertyKind>>;

/** What every built-in has beside class, style, id, data-* and events. */
const common = {
  hidden: 'boolean',
  name: 'string',
  ariaLabel: 'string',
  ariaRole: 'string',
  animation: 'any',
  hoverClass: 'string',
} as const;

const textField = {
  value: 'string',
  type: 'string',
  password: 'boolean',
  placeholder: 'string',
  placeholderClass: 'string',
  placeholderStyle: 'string',
  maxlength: 140,
  disabled: 'boolean',
  focus: 'boolean',
  autoFocus: 'boolean',
  autoHeight: 'boolean',
  confirmType: 'string',
} as const;

const choice = { value: 'string', checked: 'boolean', disabled: 'boolean', color: 'string' } as const;

const table = {
  button: {
    type: 'string',
    size: 'string',
    plain: 'boolean',
    disabled: 'boolean',
    loading: 'boolean',
    openType: 'string',
    formType: 'string',
    phoneNumberNoQuotaToast: true,
  },
  image: { src: 'string', mode: 'string', lazyLoad: 'boolean' },
  'cover-image': { src: 'string', mode: 'string' },
  input: textField,
  textarea: textField,
  label: { for: 'string' },
  radio: choice,
  'radio-group': {},
  checkbox: choice,
  'checkbox-group': {},
  switch: { checked: 'boolean', disabled: 'boolean', type: 'string', color: 'string' },
  slider: {
    min: 0,
    max: 100,
    step: 1,
    value: 0,
    disabled: 'boolean',
    showValue: 'boolean',
    activeColor: 'string',
    backgroundColor: 'string',
  },
  form: {},
  'scroll-view': {
    scrollX: 'boolean',
    scrollY: 'boolean',
    scrollTop: 'any',
    scrollLeft: 'any',
    scrollIntoView: 'string',
    scrollWithAnimation: 'boolean',
    enableFlex: 'boolean',
    showScrollbar: true,
    upperThreshold: 50,
    lowerThreshold: 50,
    refresherEnabled: 'boolean',
    refresherTriggered: 'boolean',
  },
  swiper: {
    current: 0,
    indicatorDots: 'boolean',
    indicatorColor: 'string',
    indicatorActiveColor: 'string',
    autoplay: 'boolean',
    interval: 5000,
    duration: 500,
    circular: 'boolean',
    vertical: 'boolean',
  },
  'swiper-item': { itemId: 'string' },
  picker: {
    mode: 'string',
    range: 'any',
    rangeKey: 'string',
    value: 'any',
    disabled: 'boolean',
    headerText: 'string',
    start: 'string',
    end: 'string',
    fields: 'string',
  },
  'picker-view': { value: 'any', indicatorStyle: 'string', maskStyle: 'string' },
  'picker-view-column': {},
  progress: {
    percent: 0,
    showInfo: 'boolean',
    strokeWidth: 6,
    activeColor: 'string',
    color: 'string',
    backgroundColor: 'string',
  },
  'rich-text': { nodes: 'any', space: 'string' },
  navigator: { url: 'string', openType: 'string', delta: 1, target: 'string' },
  icon: { type: 'string', size: 23, color: 'string' },
  'movable-area': {},
  'movable-view': { x: 0, y: 0, direction: 'string', disabled: 'boolean' },
} as const satisfies Readonly<Record<string, Properties>>;

export type BuiltInTag = keyof typeof table;

/** Tag → properties. */
export const builtInTable: Readonly<Record<string, Properties>> = Object.fromEntries(
  Object.entries(table).map(([tag, properties]) => [tag, { ...common, ...properties }]),
);

/** Elements that need no behaviour: CSS draws them. */
export const nativeTags: readonly string[] = [
  ...[
    'view',
    'text',
    'cover-view',
    'root-portal',
    'match-media',
    'page-container',
    'share-element',
    'page-meta',
  ],
  ...['span', 'navigation-bar', 'sticky-header', 'sticky-section', 'grid-view', 'list-view'],
];

/** Elements that the template language itself understands. */
export const templateTags: readonly string[] = [
  'block',
  'slot',
  'template',
  'import',
  'include',
  'wxs',
  'page',
];
