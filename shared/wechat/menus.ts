/**
 * The menu of an official account, and menus for some of its followers only (WeChat documentation, "custom menus" and "personalized
 * menus", read 2026-11). People see a change after five minutes, or when they follow anew. All fields are named as WeChat does.
 */
import * as v from 'valibot';
import { isObject, wordAt, type JsonObject } from '../kernel/json';
import { readInput } from '../kernel/input';
import { filled, idText, openid, pagePath, webAddress } from './checked-input';
import { answerOf, callWechat } from './open-api/call';
import { nothing, type Api } from './open-api/exchange-with-wechat';
import type { Wechat } from './open-api/wechat';
import type { App } from './wechat-config';

const PUSHING = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
] as const;

/** What a button does; a name may be longer below another button than at the top. */
const actionNamed = (mostBytes: number) => {
  const name = filled(mostBytes);
  return v.variant(
    'type',
    [
      v.strictObject({ type: v.picklist(PUSHING), name, key: filled(128) }),
      v.strictObject({ type: v.literal('view'), name, url: webAddress(1024) }),
      v.strictObject({
        type: v.literal('miniprogram'),
        name,
        /** Where clients go that know no mini-programs. */
        url: webAddress(1024),
        appid: v.pipe(v.string('must be an appid'), v.regex(/^wx[0-9a-z]{8,30}$/i, 'must be an appid')),
        pagepath: pagePath,
      }),
      v.strictObject({ type: v.picklist(['media_id', 'view_limited']), name, media_id: idText }),
      v.strictObject({ type: v.picklist(['article_id', 'article_view_limited']), name, article_id: idText }),
    ],
    'must be a type of button',
  );
};

const TOP_BYTES = 16;
const SUB_BYTES = 60;
const topAction = actionNamed(TOP_BYTES);
const parent = v.strictObject({
  name: filled(TOP_BYTES),
  sub_button: v.pipe(
    v.array(actionNamed(SUB_BYTES), 'must be a list'),
    v.minLength(1, 'must hold at least one button'),
    v.maxLength(5, 'must hold at most 5 buttons'),
  ),
});

/** A button that does something, or one with others below it. */
export type MenuButton = v.InferOutput<typeof topAction> | v.InferOutput<typeof parent>;

const button = v.lazy((input): v.GenericSchema<unknown, MenuButton> =>
  isObject(input) && 'sub_button' in input ? parent : topAction,
);
const buttons = v.pipe(
  v.array(button, 'must be a list'),
  v.minLength(1, 'must hold at least one button'),
  v.maxLength(3, 'must hold at most 3 buttons'),
);

const menu = v.strictObject({ button: buttons });
export type Menu = v.InferOutput<typeof menu>;

/** WeChat takes no personal criteria any more (sex, place, language): 65320. */
const conditionalMenu = v.strictObject({
  button: buttons,
  matchrule: v.pipe(
    v.strictObject({
      tag_id: v.exactOptional(v.pipe(v.union([v.string(), v.number()]), v.transform(String))),
      client_platform_type: v.exactOptional(
        v.pipe(
          v.union(
            [v.picklist([1, 2, 3]), v.picklist(['1', '2', '3'])],
            'must be 1 (iOS), 2 (Android) or 3 (others)',
          ),
          v.transform(String),
        ),
      ),
    }),
    v.check((rule) => Object.keys(rule).length > 0, 'must name tag_id or client_platform_type'),
  ),
});
export type ConditionalMenu = v.InferInput<typeof conditionalMenu>;

const MENU_CODES = [
  40015, 40016, 40017, 40018, 40019, 40020, 40021, 40022, 40023, 40024, 40025, 40026, 40027, 40028, 40054,
  40055, 45010, 45064, 46003,
];
const CONDITIONAL_CODES = [
  ...MENU_CODES,
  ...[
    65301, 65302, 65303, 65304, 65305, 65306, 65307, 65308, 65309, 65310, 65311, 65312, 65313, 65314, 65316,
    65317,
  ],
  65320,
];
const NO_MENU = 46003;

const api = <T>(path: string, rest: Omit<Api<T>, 'path'>): Api<T> => ({
  path: `cgi-bin/menu/${path}`,
  ...rest,
});

const apis = {
  create: api('create', { isRepeatable: true, codes: MENU_CODES, read: nothing }),
  // Twice would be two menus.
  addConditional: api('addconditional', {
    isRepeatable: false,
    codes: CONDITIONAL_CODES,
    read: (answer) => wordAt(answer, 'menuid') ?? numberAt(answer, 'menuid'),
  }),
  delConditional: api('delconditional', { isRepeatable: false, codes: CONDITIONAL_CODES, read: nothing }),
  tryMatch: api('trymatch', { isRepeatable: true, codes: CONDITIONAL_CODES, read: (answer) => answer }),
  get: api('get', { method: 'GET', isRepeatable: true, codes: MENU_CODES, read: (answer) => answer }),
  delete: api('delete', { method: 'GET', isRepeatable: true, codes: MENU_CODES, read: nothing }),
} as const;

function numberAt(answer: JsonObject, name: string): string | undefined {
  const value = answer[name];
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

/**
 * Calls about the menus of one account. Each throws PayError INVALID_INPUT with every wrong field, and what `answerOf` throws.
 */
export function menusOf(wechat: Wechat, account: App) {
  return {
    /** Replaces the menu that everybody sees. */
    async create(wanted: Menu): Promise<void> {
      const body = readInput(menu, wanted);
      answerOf(await callWechat(wechat, account, apis.create, { body }), 'the menu');
    },

    /** Adds a menu for those whom the rule matches; the newest that matches counts. Answers its id. */
    async addConditional(wanted: ConditionalMenu): Promise<string> {
      const body = readInput(conditionalMenu, wanted);
      return answerOf(await callWechat(wechat, account, apis.addConditional, { body }), 'the menu');
    },

    async delConditional(menuId: string): Promise<void> {
      const body = readInput(v.strictObject({ menuid: idText }), { menuid: menuId });
      answerOf(await callWechat(wechat, account, apis.delConditional, { body }), 'the menu');
    },

    /** The menu that a follower sees, as WeChat answers it. */
    async tryMatch(follower: string): Promise<JsonObject> {
      const body = readInput(v.strictObject({ user_id: openid }), { user_id: follower });
      return answerOf(await callWechat(wechat, account, apis.tryMatch, { body }), 'the menu');
    },

    /** `menu` and `conditionalmenu` as WeChat answers them; undefined where there is none. */
    async get(): Promise<JsonObject | undefined> {
      const outcome = await callWechat(wechat, account, apis.get);
      if (outcome.is === 'refused' && outcome.code === NO_MENU) return undefined;
      return answerOf(outcome, 'the menu');
    },

    /** Removes the menu and all conditional ones. */
    async delete(): Promise<void> {
      answerOf(await callWechat(wechat, account, apis.delete), 'the menu');
    },
  };
}

export type Menus = ReturnType<typeof menusOf>;
