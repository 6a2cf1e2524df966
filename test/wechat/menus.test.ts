/** Menus of an official account: WeChat's limits before anything is sent, and what comes back. */
import { menusOf, type Menu } from '../../shared/wechat/menus';
import { app, openWechatWorld } from './open-api/wechat-world';

const view = { type: 'view', name: 'Shop', url: 'https://shop.test/' } as const;
const click = { type: 'click', name: 'Help', key: 'HELP' } as const;
const menu: Menu = {
  button: [view, { name: 'More', sub_button: [click, { ...view, name: 'x'.repeat(60) }] }],
};

const open = () => {
  const world = openWechatWorld();
  return { world, menus: menusOf(world.wechat, app) };
};

test('a menu goes as it is, and the same again changes nothing', async () => {
  const { world, menus } = open();
  await menus.create(menu);
  expect(world.asked.at(-1)).toBe('cgi-bin/menu/create');
  expect(JSON.parse(world.requests.at(-1)?.body ?? '')).toEqual(menu);
  world.answer = () => 'timeout';
  await expect(menus.create(menu)).rejects.toMatchObject({ code: 'WECHAT_UNKNOWN' });
  expect(world.asked.filter((path) => path.endsWith('create'))).toHaveLength(4);
});

test.each([
  ['a name of 16 bytes', { ...view, name: 'x'.repeat(16) }],
  [
    'a mini-program',
    {
      type: 'miniprogram',
      name: 'Mini',
      url: 'https://shop.test/',
      appid: 'wx0000000000000001',
      pagepath: 'pages/a',
    },
  ],
  ['an article', { type: 'article_id', name: 'Read', article_id: 'a1' }],
  ['a picture', { type: 'media_id', name: 'See', media_id: 'm1' }],
  ['a scan', { type: 'scancode_waitmsg', name: 'Scan', key: 'x'.repeat(128) }],
] as const)('%s may be a button', async (_what, button) => {
  const { menus } = open();
  await expect(menus.create({ button: [button] })).resolves.toBeUndefined();
});

test.each([
  ['no buttons', { button: [] }, 'button must hold at least one button'],
  ['four buttons', { button: [view, view, view, view] }, 'button must hold at most 3 buttons'],
  [
    'six below one',
    { button: [{ name: 'More', sub_button: Array(6).fill(view) }] },
    'sub_button must hold at most 5',
  ],
  ['none below one', { button: [{ name: 'More', sub_button: [] }] }, 'sub_button must hold at least one'],
  ['a long name', { button: [{ ...view, name: '菜单菜单菜单' }] }, 'button.0.name must be at most 16 bytes'],
  [
    'a long name below',
    { button: [{ name: 'More', sub_button: [{ ...view, name: 'x'.repeat(61) }] }] },
    'button.0.sub_button.0.name must be at most 60 bytes',
  ],
  ['a long key', { button: [{ ...click, key: 'x'.repeat(129) }] }, 'button.0.key must be at most 128 bytes'],
  [
    'a long address',
    { button: [{ ...view, url: `https://${'x'.repeat(1020)}` }] },
    'button.0.url must be at most 1024 bytes',
  ],
  ['no address', { button: [{ type: 'view', name: 'Shop' }] }, 'button.0.url is missing'],
  ['another scheme', { button: [{ ...view, url: 'javascript:alert(1)' }] }, 'button.0.url must begin with'],
  ['an unknown type', { button: [{ ...view, type: 'dance' }] }, 'button.0.type must be a type of button'],
  [
    'three levels',
    { button: [{ name: 'a', sub_button: [{ name: 'b', sub_button: [view] }] }] },
    'button.0.sub_button.0',
  ],
  ['nothing at all', undefined, 'the input'],
])('%s is refused before anything is sent', async (_what, wrong, says) => {
  const { world, menus } = open();
  await expect(menus.create(wrong as never)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining(says) as unknown,
  });
  expect(world.asked).toEqual([]);
});

describe('a menu for some', () => {
  test('goes with its rule, and its id comes back as text', async () => {
    const { world, menus } = open();
    world.answer = () => ({ menuid: 208379533 });
    expect(await menus.addConditional({ ...menu, matchrule: { tag_id: 2, client_platform_type: 1 } })).toBe(
      '208379533',
    );
    expect(JSON.parse(world.requests.at(-1)?.body ?? '')).toMatchObject({
      matchrule: { tag_id: '2', client_platform_type: '1' },
    });
  });

  test.each([{}, { sex: '1' }, { client_platform_type: 4 }])(
    'by %j is refused before anything is sent',
    async (matchrule) => {
      const { world, menus } = open();
      await expect(menus.addConditional({ ...menu, matchrule } as never)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
      expect(world.asked).toEqual([]);
    },
  );

  test('whose answer was lost is not made a second time', async () => {
    const { world, menus } = open();
    world.answer = () => 'timeout';
    await expect(menus.addConditional({ ...menu, matchrule: { tag_id: '2' } })).rejects.toMatchObject({
      code: 'WECHAT_UNKNOWN',
    });
    expect(world.asked.filter((path) => path.endsWith('addconditional'))).toHaveLength(1);
  });

  test('can be removed, and tried for a follower', async () => {
    const { world, menus } = open();
    await menus.delConditional('208379533');
    expect(JSON.parse(world.requests.at(-1)?.body ?? '')).toEqual({ menuid: '208379533' });
    world.answer = () => ({ button: [view] });
    expect(await menus.tryMatch('oFollower1')).toEqual({ button: [view] });
    world.answer = () => ({ errcode: 65301 });
    await expect(menus.delConditional('1')).rejects.toMatchObject({ code: 'WECHAT_REFUSED' });
  });
});

test('the menus are read, and where there is none that is no error', async () => {
  const { world, menus } = open();
  world.answer = () => ({ menu: { button: [view] }, conditionalmenu: [] });
  expect(await menus.get()).toMatchObject({ menu: { button: [view] } });
  expect(world.requests.at(-1)?.method).toBe('GET');
  world.answer = () => ({ errcode: 46003, errmsg: 'menu no exist' });
  expect(await menus.get()).toBeUndefined();
  world.answer = () => ({ errcode: 0 });
  await menus.delete();
  expect(world.asked.at(-1)).toBe('cgi-bin/menu/delete');
});
