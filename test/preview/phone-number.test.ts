// Signing in with the phone number: asked of WeChat by a button, shown masked, and every no explained.
import { describeInBrowser } from '../browser';
import { PhonePage } from './phone-page';

const words = {
  zh_CN: { bind: '用手机号登录', allow: '允许', refuse: '不允许', quota: '额度已用尽', change: '更换手机号' },
  en: {
    bind: 'Sign in with phone',
    allow: 'Allow',
    refuse: 'Refuse',
    quota: 'Quota used up',
    change: 'Change number',
  },
} as const;

describeInBrowser('signing in with the phone number', () => {
  const phone = new PhonePage();

  test.each(['zh_CN', 'en'] as const)(
    'an allowed number is shown masked, now and later (%s)',
    async (language) => {
      const say = words[language];
      await phone.open(language, 'me');
      await phone.button(say.bind).waitFor();
      await phone.shot(`me-${language}`);
      await phone.button(say.bind).click();
      await phone.button(say.allow).waitFor();
      await phone.shot(`phone-number-sheet-${language}`);
      await phone.press(say.allow);
      await phone.text('+31 •••• 678').waitFor();
      await phone.button(say.change).waitFor();
      await phone.shot(`me-phone-${language}`);
      expect(await phone.page.content()).not.toContain('612345678');
      const calls = phone.shop.calls.filter(({ action }) => action === 'phone');
      expect(calls).toEqual([{ name: 'login', action: 'phone', openid: 'oDemoCustomer0001' }]);
      await phone.page.reload();
      await phone.text('+31 •••• 678').waitFor();
      expect(phone.shop.calls.filter(({ action }) => action === 'phone')).toHaveLength(1);
      expect(JSON.stringify(await phone.page.evaluate('({ ...localStorage })'))).not.toContain('612345');
      expect(phone.complaints).toEqual([]);
    },
  );

  test('the number that the shop keeps is shown without asking', async () => {
    phone.shop.user = { country_code: '86', pure_phone_number: '13800138000' };
    await phone.open('en', 'me');
    await phone.text('+86 •••• 000').waitFor();
    expect(await phone.page.content()).not.toContain('13800138000');
  });

  test.each([
    ['zh_CN', 'refuse', '您没有同意，商家没有收到手机号。'],
    ['en', 'refuse', 'You did not allow it. The shop got no number.'],
    ['zh_CN', 'quota', '商家获取手机号的次数已用完，请稍后再来。'],
    ['en', 'quota', 'The shop has used up its phone numbers for now. Please come back later.'],
  ] as const)(
    'a no is explained, the shop is not called, and one may try again (%s, %s)',
    async (language, no, why) => {
      const say = words[language];
      await phone.open(language, 'me');
      await phone.button(say.bind).click();
      await phone.press(say[no]);
      await phone.text(why).waitFor();
      await phone.shot(`me-phone-${no}-${language}`);
      expect(phone.shop.calls.map(({ action }) => action)).not.toContain('phone');
      await phone.button(say.bind).click();
      await phone.press(say.allow);
      await phone.text('+31 •••• 678').waitFor();
      expect(await phone.text(why).count()).toBe(0);
    },
  );

  test.each([
    ['CODE_REJECTED', 4003, 'This permission is no longer valid. Please press the button again.'],
    ['CONFIG_MISSING', 2001, 'This shop has not switched this on.'],
    ['WECHAT_UNREACHABLE', 3103, 'WeChat cannot be reached right now. Please try again later.'],
  ])('%s of the shop is told in a sentence, and nothing counts as bound', async (code, errcode, sentence) => {
    phone.shop.errors.set('phone', { errcode, errmsg: `${code}: for the developer` });
    await phone.open('en', 'me');
    await phone.button('Sign in with phone').click();
    await phone.press('Allow');
    await phone.text(sentence).waitFor();
    await phone.page.reload();
    await phone.button('Sign in with phone').waitFor();
  });
});
