/** The menu of an official account, with its limits. Source: WeChat documentation, "custom menu", read 2026-11. */
import * as v from 'valibot';
import type { Problem } from '../reading';
import { type Refusal, refusing } from './refusal';

export const buttonTypes = [
  ...[
    'click',
    'view',
    'scancode_push',
    'scancode_waitmsg',
    'pic_sysphoto',
    'pic_photo_or_album',
    'pic_weixin',
  ],
  ...['location_select', 'media_id', 'view_limited', 'article_id', 'article_view_limited', 'miniprogram'],
];

/** What a button of a type cannot be without. */
const needs: Readonly<Record<string, readonly string[]>> = {
  view: ['url'],
  miniprogram: ['url', 'appid', 'pagepath'],
  media_id: ['media_id'],
  view_limited: ['media_id'],
  article_id: ['article_id'],
  article_view_limited: ['article_id'],
};

/** The codes of a button and of one below it. */
interface ButtonCodes {
  readonly type: number;
  readonly name: number;
  readonly nameBytes: number;
  readonly key: number;
  readonly url: number;
}

const fieldsOf = (codes: ButtonCodes) => ({
  name: v.pipe(
    v.string(`${codes.name} text`),
    v.minLength(1, `${codes.name} empty`),
    v.maxBytes(codes.nameBytes, `${codes.name} at most ${codes.nameBytes} bytes`),
  ),
  key: v.exactOptional(v.pipe(v.string(), v.maxBytes(128, `${codes.key} at most 128 bytes`))),
  url: v.exactOptional(v.pipe(v.string(), v.maxBytes(1024, `${codes.url} at most 1024 bytes`))),
  media_id: v.exactOptional(v.string()),
  article_id: v.exactOptional(v.string()),
  appid: v.exactOptional(v.string()),
  pagepath: v.exactOptional(v.string()),
});
type Button = Readonly<Record<string, unknown>> & { readonly type?: string };

const lacks = (button: Button): string | undefined =>
  (needs[button.type ?? ''] ?? ['key']).find(
    (name) => typeof button[name] !== 'string' || button[name] === '',
  );

const leaf = (codes: ButtonCodes) =>
  v.pipe(
    v.object({ type: v.picklist(buttonTypes, `${codes.type} unknown`), ...fieldsOf(codes) }),
    v.check(
      (each) => lacks(each) === undefined,
      ({ input }) => codeOfLack(codes, input),
    ),
  );

/** A missing key or address has the code of a wrong one. */
function codeOfLack(codes: ButtonCodes, button: Button): string {
  const name = lacks(button) ?? '';
  const code = name === 'key' ? codes.key : name === 'url' ? codes.url : codes.type;
  return `${code} ${name} is missing`;
}

const subButton = leaf({ type: 40024, name: 40025, nameBytes: 60, key: 40026, url: 40027 });
const topCodes = { type: 40017, name: 40018, nameBytes: 16, key: 40019, url: 40020 };
const group = v.object({
  name: fieldsOf(topCodes).name,
  sub_button: v.pipe(v.array(subButton), v.maxLength(5, '40023 at most five')),
});
const isGroup = (value: unknown): boolean =>
  v.is(v.looseObject({ sub_button: v.pipe(v.array(v.unknown()), v.minLength(1)) }), value);
const plain = leaf(topCodes);
const topButton = v.lazy((value) => (isGroup(value) ? group : plain));

const buttons = v.pipe(
  v.array(topButton, '40016 missing'),
  v.minLength(1, '40016 at least one'),
  v.maxLength(3, '40016 at most three'),
);
/** What is missing at the top has other codes than what is missing below. */
export function menuRefusal(problem: Problem): Refusal {
  const name = problem.field.split('.').at(-1) ?? '';
  const below = problem.field.includes('sub_button');
  const missing: Readonly<Record<string, number>> = {
    type: below ? 40024 : 40017,
    name: below ? 40025 : 40018,
    matchrule: 40097,
  };
  return refusing(missing[name] ?? 40016, 40017)(problem);
}

export const menuBody = v.object({ button: buttons });
export const matchRule = v.pipe(
  v.object({
    tag_id: v.exactOptional(v.string()),
    client_platform_type: v.exactOptional(v.picklist(['1', '2', '3'])),
  }),
  v.check((rule) => Object.keys(rule).length > 0, '40097 a rule says something'),
);
export const conditionalBody = v.object({ button: buttons, matchrule: matchRule });
