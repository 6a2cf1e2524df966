/**
 * Messages to people: of the customer service, of templates somebody agreed to, of the official account to its followers.
 * Source: WeChat documentation, "customer service messages", "subscribe messages", "template messages", read 2026-11.
 */
import * as v from 'valibot';
import { filled, type Problem } from '../reading';
import type { App } from './apps';
import type { Contacts } from './contacts';
import { asks, type Call, ok, type Route, type Routes, takes, type TokenOf } from './door';
import { secondsOf, type WeixinKit } from './kit';
import { wrongWith } from './message-fields';
import { personIn, unionidOf } from './people';
import { Refusal, refusing } from './refusal';
import type { Table } from './table';

const sent = v.object({
  id: v.string(),
  kind: v.picklist(['customer_service', 'subscribe', 'template']),
  appid: v.string(),
  touser: v.string(),
  at: v.number(),
  content: v.record(v.string(), v.unknown()),
});
type Sent = v.InferOutput<typeof sent>;

/** How many are kept for view. */
const remembered = 200;

const miniTypes = ['text', 'image', 'link', 'miniprogrampage'];
const accountTypes = [
  ...miniTypes,
  'voice',
  'video',
  'music',
  'news',
  'mpnews',
  'msgmenu',
  'wxcard',
  'mpnewsarticle',
];

const customBody = v.looseObject({ touser: filled, msgtype: filled });
const textBody = v.object({ content: v.pipe(filled, v.maxBytes(2048, '45002 at most 2048 bytes')) });
const templateId = v.pipe(
  v.string('40037 text'),
  v.regex(/^[0-9A-Za-z_-]{10,64}$/, '40037 not a template of yours'),
);
const data = v.record(v.string(), v.object({ value: v.union([v.string(), v.number()]) }));
const subscribeBody = v.object({
  touser: filled,
  template_id: templateId,
  data,
  page: v.exactOptional(v.string()),
  miniprogram_state: v.exactOptional(v.picklist(['developer', 'trial', 'formal'])),
  lang: v.exactOptional(v.picklist(['zh_CN', 'en_US', 'zh_HK', 'zh_TW'])),
});
const templateBody = v.object({
  touser: filled,
  template_id: templateId,
  data,
  url: v.exactOptional(v.string()),
  miniprogram: v.exactOptional(v.object({ appid: v.string(), pagepath: v.exactOptional(v.string()) })),
  client_msg_id: v.exactOptional(v.string()),
});

const refuse = (problem: Problem): Refusal =>
  problem.field === 'touser' ? new Refusal(40003) : refusing(47003, 47003)(problem);

const post = <T>(
  token: TokenOf,
  schema: v.GenericSchema<unknown, T>,
  run: (body: T, call: Call) => object,
): Route => takes(token, schema, refuse, run);

export class Messages {
  readonly routes: Routes = {
    '/cgi-bin/message/custom/send': post('any', customBody, (body, { app }) => this.answer(body, app)),
    '/cgi-bin/message/custom/typing': post(
      'any',
      v.object({ touser: filled, command: v.picklist(['Typing', 'CancelTyping']) }),
      ({ touser }, { app }) => {
        checkPerson(touser, app);
        return ok();
      },
    ),
    '/cgi-bin/message/subscribe/send': post('mini_program', subscribeBody, (body, { app }) =>
      this.subscribed(body, app),
    ),
    '/cgi-bin/user/info': asks('official_account', (query) => this.follower(query.get('openid') ?? '')),
    '/cgi-bin/message/template/send': post('official_account', templateBody, (body, { app }) =>
      this.template(body, app),
    ),
  };
  private readonly sent: Table<Sent>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly contacts: Contacts,
  ) {
    this.sent = kit.tables.open('messages', sent, ({ id }) => id);
  }

  summary(): object[] {
    return this.sent.all().map(({ id: _, ...each }) => each);
  }

  /** WeChat tells the unionid of those who follow the account, and of the others only that they do not. */
  private follower(openid: string): object {
    const person = personIn(openid, 'official_account');
    if (person === undefined) throw new Refusal(40003);
    const follows = this.contacts.follows(openid);
    return { subscribe: follows ? 1 : 0, openid, ...(follows && { unionid: unionidOf(person) }) };
  }

  private answer(body: v.InferOutput<typeof customBody>, app: App | undefined): object {
    const appid = checkPerson(body.touser, app);
    const types = app?.kind === 'mini_program' ? miniTypes : accountTypes;
    if (!types.includes(body.msgtype)) throw new Refusal(40008, `msgtype must be one of ${types.join(', ')}`);
    const content = body[body.msgtype];
    if (typeof content !== 'object' || content === null)
      throw new Refusal(47003, `${body.msgtype} is missing`);
    if (body.msgtype === 'text') checkText(content);
    this.contacts.takeAnswer(body.touser);
    this.keep('customer_service', appid, body);
    return ok();
  }

  private subscribed(body: v.InferOutput<typeof subscribeBody>, app: App | undefined): object {
    const appid = checkPerson(body.touser, app);
    const wrong = Object.entries(body.data).flatMap(
      ([name, { value }]) => wrongWith(name, String(value)) ?? [],
    );
    if (Object.keys(body.data).length === 0) throw new Refusal(47003, 'data is empty');
    if (wrong.length > 0) throw new Refusal(47003, wrong.join('; '));
    this.contacts.takeConsent(body.touser, body.template_id);
    this.keep('subscribe', appid, body);
    return ok();
  }

  private template(body: v.InferOutput<typeof templateBody>, app: App | undefined): object {
    const appid = checkPerson(body.touser, app);
    if (!this.contacts.follows(body.touser)) throw new Refusal(43004);
    const { id } = this.keep('template', appid, body);
    return ok({ msgid: Number.parseInt(id.slice(0, 12), 16) });
  }

  private keep(kind: Sent['kind'], appid: string, { touser, ...content }: { touser: string }): Sent {
    const [oldest] = this.sent.all();
    if (oldest && this.sent.all().length >= remembered) this.sent.remove(oldest.id);
    const at = secondsOf(this.kit.clock.now());
    return this.sent.put({ id: this.kit.dice.hex(16), kind, appid, touser, at, content: { ...content } });
  }
}

function checkText(content: object): void {
  const result = v.safeParse(textBody, content);
  if (!result.success)
    throw refusing(
      47003,
      47003,
    )({ field: 'text', issue: result.issues[0].message, isMissing: false, value: content });
}

/** The openid has to be the app's own. */
function checkPerson(openid: string, app: App | undefined): string {
  if (!app || personIn(openid, app.kind) === undefined) throw new Refusal(40003);
  return app.appid;
}
