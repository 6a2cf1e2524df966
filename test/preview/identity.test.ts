// Verifying an identity on the phone preview: what is sent, what each outcome shows, and that only the server's word counts.
import { describeInBrowser } from '../browser';
import { PhonePage } from './phone-page';
import type { Language } from './phone-page';

const number = '11010519491231002X';
const words = {
  zh_CN: { name: '姓名', number: '身份证号', send: '同意并开始验证', again: '重新验证', pass: '本人，通过' },
  en: {
    name: 'Name',
    number: 'ID number',
    send: 'Agree and start',
    again: 'Verify again',
    pass: 'It is me, pass',
  },
} as const;

describeInBrowser('verifying an identity', () => {
  const phone = new PhonePage();
  const field = (name: string) => phone.page.getByRole('textbox', { name, exact: true });
  /** What was asked for, beside the shop’s facts, which every start asks for. */
  const actions = () => phone.shop.calls.flatMap(({ action }) => (action === 'shop' ? [] : [action]));

  async function send(language: Language, typed: { name?: string; number?: string } = {}): Promise<void> {
    const say = words[language];
    await field(say.name).fill(typed.name ?? '张三');
    await field(say.number).fill(typed.number ?? number);
    await phone.button(say.send).click();
  }

  test.each([
    ['zh_CN', '已验证', '微信已确认是您本人。'],
    ['en', 'Verified', 'WeChat has confirmed that it is you.'],
  ] as const)('a person who passes is verified, and stays so (%s)', async (language, heading, body) => {
    await phone.open(language, 'identity');
    await field(words[language].name).waitFor();
    await phone.shot(`identity-form-${language}`);
    await send(language, { number: '110105 19491231 002x' });
    await phone.page.getByRole('dialog').waitFor();
    await phone.shot(`face-sheet-${language}`);
    await phone.press(words[language].pass);
    await phone.text(heading).waitFor();
    await phone.text(body).waitFor();
    await phone.shot(`identity-verified-${language}`);
    const [sent] = phone.shop.wechat.faceStarts;
    expect(sent).toEqual({ action: 'start', name: '张三', id_card_number: number, purpose: 'account' });
    await phone.page.reload();
    await phone.text(heading).waitFor();
    expect(phone.shop.wechat.faceStarts).toHaveLength(1);
    const kept = JSON.stringify(await phone.page.evaluate('({ ...localStorage })'));
    expect(kept).not.toMatch(/张三|1949/);
    expect(phone.complaints).toEqual([]);
  });

  test.each([
    ['zh_CN', '取消', '验证已取消', '您中途退出了验证，随时可以重新开始。'],
    ['en', 'Cancel', 'Cancelled', 'You left before it was done. You can start again whenever you like.'],
    ['zh_CN', '不是本人', '没有通过验证', '不是身份证本人，请由本人验证。'],
    [
      'en',
      'Another person',
      'Not verified',
      'This is not the person on the ID card. Only that person can do the check.',
    ],
    [
      'en',
      'Wrong ID number',
      'Not verified',
      'Name and ID number do not belong together. Check both and try again.',
    ],
    [
      'en',
      'Photo too poor',
      'Not verified',
      'The picture was not clear. Find even light, take off glasses and mask, and hold still.',
    ],
    ['zh_CN', '未授权相机', '没有通过验证', '微信没有相机或麦克风权限，请在系统设置中允许后重新验证。'],
    ['en', 'Time ran out', 'Not verified', 'This check came to nothing. Please start again.'],
  ] as const)('in %s, “%s” ends as “%s”, and one can try again', async (language, outcome, heading, body) => {
    await phone.open(language, 'identity');
    await send(language);
    await phone.press(outcome);
    await phone.text(heading).waitFor();
    await phone.text(body).waitFor();
    await phone.shot(`identity-${outcome.replace(/ /g, '-').toLowerCase()}-${language}`);
    await phone.button(words[language].again).click();
    // What was typed still stands there, to be corrected.
    expect(await field(words[language].number).inputValue()).toBe(number);
    await phone.button(words[language].send).click();
    await phone.press(words[language].pass);
    await phone.text(language === 'en' ? 'Verified' : '已验证').waitFor();
    expect(phone.shop.wechat.sessions.size).toBe(2);
  });

  test('what the phone says is not believed: the server knows better', async () => {
    phone.shop.wechat.truth = 'failed';
    await phone.open('en', 'identity');
    await send('en');
    await phone.press('It is me, pass');
    await phone.text('Not verified').waitFor();
    expect(await phone.text('Verified').count()).toBe(0);
  });

  test('a verification that ran out can be started anew', async () => {
    phone.shop.wechat.truth = 'expired';
    await phone.open('en', 'identity');
    await send('en');
    await phone.press('It is me, pass');
    await phone.text('Expired').waitFor();
    await phone.shot('identity-expired-en');
    await phone.button('Verify again').waitFor();
  });

  test('an open result is asked for again, and on request when patience has ended', async () => {
    phone.shop.wechat.pending = 2;
    await phone.open('en', 'identity');
    await send('en');
    await phone.press('It is me, pass');
    await phone.text('Confirming the result').waitFor();
    await phone.shot('identity-checking-en');
    await phone.text('Verified').waitFor();
    expect(actions().filter((action) => action === 'result')).toHaveLength(3);
  });

  test('with no result the page says so, asks again on request, and goes on after a restart', async () => {
    phone.shop.wechat.pending = 3;
    await phone.open('en', 'identity');
    await send('en');
    await phone.press('Cancel');
    await phone.text('No result yet').waitFor();
    await phone.shot('identity-pending-en');
    phone.shop.wechat.pending = 1;
    await phone.page.reload();
    await phone.text('Cancelled').waitFor();
    await phone.button('Verify again').waitFor();
  });

  test.each([
    ['zh_CN', '尝试次数太多', '请在 2026-11-27 09:00 之后再试。'],
    ['en', 'Too many attempts', 'You can try again after 2026-11-27 09:00.'],
  ] as const)('too many attempts say when to come back (%s)', async (language, heading, body) => {
    const retry_at = Date.UTC(2026, 10, 27, 8);
    phone.shop.errors.set('start', { errcode: 4002, errmsg: 'TOO_MANY_ATTEMPTS: 5 of 5', retry_at });
    await phone.open(language, 'identity');
    await send(language);
    await phone.text(heading).waitFor();
    await phone.text(body).waitFor();
    await phone.shot(`identity-blocked-${language}`);
    expect(await phone.page.getByRole('dialog').count()).toBe(0);
  });

  test.each([
    ['zh_CN', '请填写姓名。', '身份证号有误，请逐位核对。'],
    ['en', 'Please enter your name.', 'This ID number is not right. Please check each digit.'],
  ] as const)(
    'a form that cannot be right is not sent, and says what is wrong (%s)',
    async (language, name, id) => {
      await phone.open(language, 'identity');
      await send(language, { name: ' ', number: '110105194912310021' });
      await phone.text(name).waitFor();
      await phone.text(id).waitFor();
      await phone.shot(`identity-form-wrong-${language}`);
      expect(actions()).toEqual([]);
      await field(words[language].number).fill(number);
      expect(await phone.text(id).count()).toBe(0);
    },
  );

  test('a shop that has not switched it on says so', async () => {
    phone.shop.errors.set('start', { errcode: 2001, errmsg: 'CONFIG_MISSING: config/wechat has no face' });
    await phone.open('en', 'identity');
    await send('en');
    await phone.text('Not offered here').waitFor();
    await phone.text('This shop has not switched this on.').waitFor();
    await phone.shot('identity-off-en');
  });

  test('a failed start is told on the form and can be repeated', async () => {
    phone.shop.errors.set('start', { errcode: 3103, errmsg: 'WECHAT_UNREACHABLE: connection refused' });
    await phone.open('en', 'identity');
    await send('en');
    await phone.text('WeChat cannot be reached right now. Please try again later.').waitFor();
    phone.shop.errors.clear();
    await phone.button('Agree and start').click();
    await phone.press('It is me, pass');
    await phone.text('Verified').waitFor();
  });

  test('a phone that cannot recognise faces is told so before anything is sent', async () => {
    await phone.open('en', 'identity');
    await phone.page.goto(phone.page.url().replace('lang=en', 'lang=en&face=10001'));
    await send('en');
    await phone.page.getByText('This device cannot verify faces.', { exact: false }).waitFor();
    expect(actions()).toEqual([]);
  });

  test('version 1 of WeChat’s check works as well; its handle goes to the server', async () => {
    phone.shop.wechat.faceVersion = 1;
    await phone.open('en', 'identity');
    await send('en');
    await phone.press('It is me, pass');
    await phone.text('Verified').waitFor();
    expect(phone.shop.wechat.handles).toEqual(['result-of-verify-2']);
  });
});
