// The smallest phone that WeChat still runs on, 320 by 568: nothing reaches past its edge, in both languages.
import { describeInBrowser } from '../browser';
import { PhonePage } from './phone-page';

const person = 'oDemoCustomer0001';
const words = {
  zh_CN: {
    bind: '用手机号登录',
    quota: '额度已用尽',
    send: '同意并开始验证',
    name: '姓名',
    number: '身份证号',
  },
  en: {
    bind: 'Sign in with phone',
    quota: 'Quota used up',
    send: 'Agree and start',
    name: 'Name',
    number: 'ID number',
  },
} as const;

describeInBrowser('on a screen of 320 by 568', () => {
  const phone = new PhonePage();
  const fits = async (name: string): Promise<void> => {
    await phone.shot(`small-${name}`);
    expect(await phone.overflowing()).toEqual([]);
  };

  beforeEach(() => phone.page.setViewportSize({ width: 320, height: 568 }));

  test.each(['zh_CN', 'en'] as const)('signing in with the phone fits (%s)', async (language) => {
    const say = words[language];
    await phone.open(language, 'me');
    await phone.button(say.bind).click();
    await phone.page.getByRole('dialog').waitFor();
    await fits(`phone-number-${language}`);
    await phone.press(say.quota);
    await phone.page.getByRole('alert').waitFor();
    await fits(`me-${language}`);
  });

  test.each(['zh_CN', 'en'] as const)('verifying an identity fits (%s)', async (language) => {
    const say = words[language];
    await phone.open(language, 'identity');
    await phone.button(say.send).click();
    await phone.page.getByRole('alert').first().waitFor();
    await fits(`identity-form-${language}`);
    await phone.page
      .getByRole('textbox', { name: say.name, exact: true })
      .fill('阿卜杜拉·艾合买提江·买买提明');
    await phone.page.getByRole('textbox', { name: say.number, exact: true }).fill('11010519491231002X');
    await phone.button(say.send).click();
    await phone.page.getByRole('dialog').waitFor();
    await fits(`face-${language}`);
    await phone.press(language === 'en' ? 'Photo too poor' : '照片质量差');
    await phone.text(language === 'en' ? 'Not verified' : '没有通过验证').waitFor();
    await fits(`identity-failed-${language}`);
  });

  test.each(['zh_CN', 'en'] as const)(
    'a member card with large amounts and long words fits (%s)',
    async (language) => {
      const card = {
        card_id: 'pCard0001',
        code: '660000004266',
        level: 'Platinum founding member',
        state: 'got',
      };
      const reason = 'Anniversary gift for our most faithful customers in Amsterdam and Rotterdam';
      const amounts = { points: -123456789, balance: 9876543210 };
      const entry = {
        seq: 1,
        kind: 'entry',
        ...amounts,
        reason,
        at: 0,
        out_trade_no: 'CP2026112100000123456789',
      };
      phone.shop.wechat.members.set(person, {
        card,
        points: 1234567890,
        balance: 98765432100,
        entries: [entry],
      });
      await phone.open(language, 'card');
      await phone.text(reason).waitFor();
      await fits(`card-${language}`);
    },
  );

  test.each(['zh_CN', 'en'] as const)('adding a card fits (%s)', async (language) => {
    await phone.open(language, 'card');
    await phone.button(language === 'en' ? 'Add to card wallet' : '添加到卡包').click();
    await phone.page.getByRole('dialog').waitFor();
    await fits(`card-add-${language}`);
  });
});
