/** What `wx.addCard` gets: signed as WeChat checks it, new each time, and for configured cards only. */
import { cardSignature } from '../../../shared/membership/members/card-ext';
import { TICKET } from './fake-wechat';
import { ACCOUNT_APPID, anna, CARD, MembersWorld, type Result } from './members-world';

const TICKET_OF_SAMPLE = 'ojZ8YtyVyr30HheH3CM73y7h4jJE';
const ID_OF_SAMPLE = 'pjZ8Yt1XGILfi-FUsewpnnolGgZk';

describe('the signature', () => {
  test('is that of WeChat’s sample', () => {
    const values = [TICKET_OF_SAMPLE, '1404896688', ID_OF_SAMPLE, '1434008071', '', '123'];
    expect(cardSignature(values)).toBe('f137ab68b7f8112d20ee528ab6074564e2796250');
  });

  test('leaves out what is empty', () => {
    const values = [TICKET_OF_SAMPLE, '1404896688', ID_OF_SAMPLE, '', '', '123'];
    expect(cardSignature(values)).toBe('11056a0835078caa4d82a948a416875f66af4283');
  });

  test('sorts by bytes, and not as people do: capitals come before small letters', () => {
    // SHA-1 of 123oZ9oj1.
    expect(cardSignature(['oj1', '123', 'oZ9'])).toBe('89c7d0ecf3def98345c872133edf5c6b60a176db');
  });

  test('with code and openid is as it should be', () => {
    const values = [TICKET_OF_SAMPLE, '1404896688', ID_OF_SAMPLE, '1434008071', 'oABCDxyz_-0123', '123'];
    expect(cardSignature(values)).toBe('03163616a6e34b452fc7cd3c613600e43e96c95d');
  });
});

let world: MembersWorld;
beforeEach(() => {
  world = new MembersWorld();
});

const ask = (event: Readonly<Record<string, unknown>> = {}): Promise<Result> =>
  world.call(anna.openid, { action: 'cardext', ...event }, { unionid: anna.unionid });

interface Ext {
  readonly timestamp: string;
  readonly nonce_str: string;
  readonly openid?: string;
  readonly signature: string;
}

function extIn(said: Result): Ext {
  const [card] = said.cardList as readonly { readonly cardExt: string }[];
  return JSON.parse(card?.cardExt ?? '{}') as Ext;
}

describe('cardext', () => {
  test('is for the members’ card, signed with the official account’s ticket for cards', async () => {
    const said = await ask();
    expect(said).toMatchObject({ errcode: 0, cardList: [{ cardId: CARD }] });
    const { timestamp, nonce_str, signature } = extIn(said);
    expect(signature).toBe(cardSignature([TICKET, timestamp, CARD, '', nonce_str]));
    expect(timestamp).toBe(String(Math.floor(world.now / 1000)));
    expect(nonce_str).toHaveLength(32);
    expect(world.wechat.asked).toContain('cgi-bin/ticket/getticket');
  });

  test('has a nonce of its own each time', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 5; n += 1) nonces.add(extIn(await ask()).nonce_str);
    expect(nonces.size).toBe(5);
  });

  test('names no openid for a card that is not bound to persons: WeChat would refuse it', async () => {
    await world.mycard(anna.accountOpenid, { unionid: anna.unionid, appid: ACCOUNT_APPID });
    expect(extIn(await ask())).not.toHaveProperty('openid');
  });

  test('names and signs the official account’s openid for a card that is', async () => {
    world = new MembersWorld({ bind_openid: true });
    await world.mycard(anna.accountOpenid, { unionid: anna.unionid, appid: ACCOUNT_APPID });
    const { openid, timestamp, nonce_str, signature } = extIn(await ask());
    expect(openid).toBe(anna.accountOpenid);
    expect(signature).toBe(cardSignature([TICKET, timestamp, CARD, anna.accountOpenid, nonce_str]));
  });

  test('is refused for a bound card where nobody knows yet who the person is in the official account', async () => {
    world = new MembersWorld({ bind_openid: true });
    expect(await ask()).toMatchObject({ errcode: 4102 });
  });

  test('is for further cards that are configured, and for no others', async () => {
    world = new MembersWorld({ cards: ['pCoupon00000000001'] });
    expect(await ask({ card_id: 'pCoupon00000000001' })).toMatchObject({
      errcode: 0,
      cardList: [{ cardId: 'pCoupon00000000001' }],
    });
    expect(await ask({ card_id: 'pCoupon00000000002' })).toMatchObject({ errcode: 4102 });
  });

  test('says what is missing in the configuration', async () => {
    world.configs.clear();
    expect(await ask()).toMatchObject({ errcode: 2001 });
    world.configs.set('wechat', { member: { card_id: 'x' } });
    expect(await ask()).toMatchObject({
      errcode: 2002,
      errmsg: expect.stringMatching(/official_account is missing.*member\.card_id/) as string,
    });
  });

  test('shows no ticket anywhere', async () => {
    const said = await ask();
    expect(JSON.stringify(said)).not.toContain(TICKET);
    expect(world.logged.join()).not.toContain(TICKET);
  });
});

describe('the form of the members’ card', () => {
  const address =
    'https://mp.weixin.qq.com/bizmall/activatemembercard?action=preshow&&encrypt_card_id=ab%2Bcd%2525%3D&outer_str=&biz=MzA5%3D%3D#wechat_redirect';

  test('comes with the card, its fields decoded once', async () => {
    world.wechat.formAddress = address;
    expect(await ask()).toMatchObject({
      errcode: 0,
      activation: { encrypt_card_id: 'ab+cd%25=', outer_str: '', biz: 'MzA5==' },
    });
  });

  test('is left out where the card has none', async () => {
    const said = await ask();
    expect(said).toMatchObject({ errcode: 0, cardList: [{ cardId: CARD }] });
    expect(said).not.toHaveProperty('activation');
  });

  test.each(['busy', 'html', 'quota', 'unreachable', 'lost before'] as const)(
    'keeps nobody from the card when WeChat’s answer is %s',
    async (fault) => {
      world.wechat.formAddress = address;
      world.wechat.fault = (path) => (path.endsWith('geturl') ? fault : undefined);
      const said = await ask();
      expect(said).toMatchObject({ errcode: 0, cardList: [{ cardId: CARD }] });
      expect(said).not.toHaveProperty('activation');
    },
  );

  test('whose address lacks what the component needs is left out', async () => {
    world.wechat.formAddress = 'https://mp.weixin.qq.com/bizmall/activatemembercard?biz=MzA5';
    expect(await ask()).not.toHaveProperty('activation');
  });
});
