// The built-in components that the preview draws, as data: the builder refuses everything that is not listed,
// and the phone gives the components exactly these properties. To add one: a row here, a file in phone/builtins/.
// Names and meanings: WeChat's component reference, developers.weixin.qq.com/miniprogram/dev/component, read 2026-11.

/**
 * A property's kind: text, yes or no (`yes`: unless the page says no), or one of a few words, which must then stand in
 * the template as they are.
 */
export type PropertyKind = 'string' | 'boolean' | 'yes' | readonly string[];

/** What a built-in accepts beside class, style, id, data-*, aria-*, wx:* and touch events. */
export interface BuiltInRow {
  readonly properties: Readonly<Record<string, PropertyKind>>;
  readonly events: readonly string[];
}

export const builtInTable = {
  view: { properties: {}, events: [] },
  text: { properties: { userSelect: 'boolean' }, events: [] },
  button: {
    properties: {
      type: 'string',
      size: 'string',
      plain: 'boolean',
      disabled: 'boolean',
      loading: 'boolean',
      openType: ['getPhoneNumber'],
      phoneNumberNoQuotaToast: 'yes',
    },
    events: ['getphonenumber'],
  },
  input: {
    properties: {
      value: 'string',
      type: ['text', 'number', 'idcard', 'digit'],
      placeholder: 'string',
      ariaLabel: 'string',
      maxlength: 'string',
      disabled: 'boolean',
    },
    events: ['input', 'focus', 'blur'],
  },
  label: { properties: {}, events: [] },
  radio: {
    properties: { value: 'string', checked: 'boolean', disabled: 'boolean', color: 'string' },
    events: [],
  },
  'radio-group': { properties: {}, events: ['change'] },
} as const satisfies Readonly<Record<string, BuiltInRow>>;

/** Events that every element raises in the preview. */
export const commonEvents: readonly string[] = ['tap', 'touchstart', 'touchmove', 'touchend', 'touchcancel'];

/** Elements that the template language itself understands. */
export const templateTags: readonly string[] = ['block', 'slot'];
