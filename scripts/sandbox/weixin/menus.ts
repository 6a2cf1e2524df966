/** The menus of the official account: one for everybody, and others for some. Source: WeChat documentation, "custom menu", read 2026-11. */
import * as v from 'valibot';
import { asks, ok, type Routes, takes } from './door';
import { randomDigits } from '../numbers';
import { filled } from '../reading';
import type { WeixinKit } from './kit';
import { conditionalBody, matchRule, menuBody, menuRefusal } from './menu-body';
import { personIn } from './people';
import { Refusal } from './refusal';
import type { Table } from './table';

const button = v.record(v.string(), v.unknown());
const heldMenu = v.object({
  menuId: v.string(),
  buttons: v.array(button),
  rule: v.exactOptional(matchRule),
});
type HeldMenu = v.InferOutput<typeof heldMenu>;

/** The one for everybody has the same place, whatever its number. */
const isMain = ({ rule }: HeldMenu): boolean => rule === undefined;

export class Menus {
  readonly routes: Routes = {
    '/cgi-bin/menu/create': takes('official_account', menuBody, menuRefusal, ({ button: buttons }) => {
      for (const each of this.held.all().filter(isMain)) this.held.remove(each.menuId);
      this.held.put({ menuId: this.number(), buttons });
      return ok();
    }),
    '/cgi-bin/menu/addconditional': takes(
      'official_account',
      conditionalBody,
      menuRefusal,
      ({ button: buttons, matchrule }) => {
        if (!this.held.all().some(isMain)) throw new Refusal(46003, 'make the menu for everybody first');
        return { menuid: this.held.put({ menuId: this.number(), buttons, rule: matchrule }).menuId };
      },
    ),
    '/cgi-bin/menu/delconditional': takes(
      'official_account',
      v.object({ menuid: v.union([v.string(), v.number()]) }),
      menuRefusal,
      ({ menuid }) => {
        const found = this.held.get(String(menuid));
        if (!found || isMain(found)) throw new Refusal(46003);
        this.held.remove(found.menuId);
        return ok();
      },
    ),
    '/cgi-bin/menu/trymatch': takes(
      'official_account',
      v.object({ user_id: filled }),
      menuRefusal,
      ({ user_id }) => this.match(user_id),
    ),
    '/cgi-bin/menu/get': asks('official_account', () => this.get()),
    '/cgi-bin/menu/delete': asks('official_account', () => {
      this.held.clear();
      return ok();
    }),
    '/cgi-bin/get_current_selfmenu_info': asks('official_account', () => this.current()),
  };
  private readonly held: Table<HeldMenu>;

  constructor(private readonly kit: WeixinKit) {
    this.held = kit.tables.open('menus', heldMenu, ({ menuId }) => menuId);
  }

  private get(): object {
    const all = this.held.all();
    const main = all.find(isMain);
    if (!main) throw new Refusal(46003);
    const conditional = all.filter((each) => !isMain(each));
    return {
      menu: { button: main.buttons, menuid: Number(main.menuId) },
      ...(conditional.length > 0 && {
        conditionalmenu: conditional.map(({ menuId, buttons, rule }) => ({
          button: buttons,
          matchrule: rule,
          menuid: Number(menuId),
        })),
      }),
    };
  }

  /** Nobody has tags here, so a rule fits by the phone's system alone; the newest that fits wins. People use Android. */
  private match(user: string): object {
    if (personIn(user, 'official_account') === undefined) throw new Refusal(40003);
    const fitting = this.held
      .all()
      .filter(
        ({ rule }) => rule === undefined || (rule.tag_id === undefined && rule.client_platform_type === '2'),
      );
    const found = fitting.findLast((each) => !isMain(each)) ?? fitting[0];
    if (!found) throw new Refusal(46003);
    return { button: found.buttons };
  }

  private current(): object {
    const main = this.held.all().find(isMain);
    const nested = main?.buttons.map(({ sub_button, ...each }) =>
      sub_button === undefined ? each : { ...each, sub_button: { list: sub_button } },
    );
    return { is_menu_open: main ? 1 : 0, ...(nested && { selfmenu_info: { button: nested } }) };
  }

  private number(): string {
    return `2${randomDigits(this.kit.dice, 8)}`;
  }
}
