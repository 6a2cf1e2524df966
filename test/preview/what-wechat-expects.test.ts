// What WeChat asks of every mini-program: privacy, updates, the dark, and what is declared.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  answerPrivacy,
  openPrivacyNotice,
  privacyAsker,
  watchPrivacy,
} from '../../miniprogram/services/privacy';
import { watchUpdates } from '../../miniprogram/services/updates';
import { FakeWechat, settled } from './page-under-test';

const folder = path.join(__dirname, '..', '..', 'miniprogram');
const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const phone = new FakeWechat();

describe('the privacy gate', () => {
  const answers: object[] = [];
  let need: (resolve: (answer: object) => void) => void;
  beforeEach(() => {
    phone.install();
    answers.length = 0;
    Object.assign(wx, { onNeedPrivacyAuthorization: (listener: typeof need) => (need = listener) });
    watchPrivacy();
  });

  test('the page that is shown asks, and its answer goes to everything that waits', () => {
    const asked = jest.fn();
    privacyAsker(asked);
    need((answer) => answers.push(answer));
    need((answer) => answers.push(answer));
    expect([asked.mock.calls.length, answers]).toEqual([2, []]);
    answerPrivacy('privacy-agree');
    expect(answers).toEqual(Array(2).fill({ event: 'agree', buttonId: 'privacy-agree' }));
  });

  test('nothing waits for ever: without a page to ask, or when it is left, the answer is no', () => {
    privacyAsker(undefined);
    need((answer) => answers.push(answer));
    expect(answers).toEqual([{ event: 'disagree' }]);
    privacyAsker(() => undefined);
    need((answer) => answers.push(answer));
    privacyAsker(undefined);
    expect(answers).toEqual([{ event: 'disagree' }, { event: 'disagree' }]);
  });

  test('a notice that WeChat does not open is told', async () => {
    phone.openPrivacyContract.mockImplementation(({ fail }: { fail: (failure: object) => void }) =>
      fail({ errMsg: 'openPrivacyContract:fail' }),
    );
    await expect(openPrivacyNotice()).rejects.toMatchObject({ errMsg: 'openPrivacyContract:fail' });
  });

  test('stands on every page that uses what it guards', () => {
    const guarded = /setClipboardData|copyLink|chooseAddress|chooseWechatAddress|getPhoneNumber|startPayment/;
    const pages = readdirSync(path.join(folder, 'pages'));
    const without = pages.filter((name) => {
      const page = ['ts', 'wxml'].map((ending) => text(`pages/${name}/${name}.${ending}`)).join('');
      return guarded.test(page) && !page.includes('<privacy-gate');
    });
    expect(without).toEqual([]);
  });
});

test.each([true, false])('a new version is started only where the person wants it (%s)', async (isWanted) => {
  phone.install();
  const applyUpdate = jest.fn();
  let ready: () => void = () => undefined;
  Object.assign(wx, {
    getUpdateManager: () => ({ onUpdateReady: (listener: () => void) => (ready = listener), applyUpdate }),
  });
  watchUpdates(async () => isWanted);
  expect(applyUpdate).not.toHaveBeenCalled();
  ready();
  await settled();
  expect(applyUpdate).toHaveBeenCalledTimes(isWanted ? 1 : 0);
});

describe('what is declared', () => {
  const app = JSON.parse(text('app.json')) as Readonly<Record<string, unknown>>;
  const theme = JSON.parse(text('theme.json')) as Readonly<Record<'light' | 'dark', Record<string, string>>>;

  test('style v2, lazy code, privacy and the address are', () => {
    expect(app).toMatchObject({
      style: 'v2',
      lazyCodeLoading: 'requiredComponents',
      __usePrivacyCheck__: true,
      requiredPrivateInfos: ['chooseAddress'],
      darkmode: true,
      themeLocation: 'theme.json',
    });
  });

  test('every colour that app.json leaves to the theme is there in the light and in the dark', () => {
    const named = [...text('app.json').matchAll(/"@(\w+)"/g)].map(([, name]) => name).sort();
    const names = [...new Set(named)];
    expect(Object.keys(theme.light).sort()).toEqual(names);
    expect(Object.keys(theme.dark).sort()).toEqual(names);
  });

  describe('every text stands out from its ground', () => {
    const [light = '', dark = ''] = text('app.wxss').split('@media (prefers-color-scheme: dark)');
    const tokens = (sheet: string): Readonly<Record<string, string>> =>
      Object.fromEntries(
        [...sheet.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]),
      );
    const sheets = { light: tokens(light), dark: { ...tokens(light), ...tokens(dark) } };
    const pairs = [
      ['ink', 'paper'],
      ['ink', 'ground'],
      ['ink-2', 'paper'],
      ['ink-2', 'ground'],
      ['accent-ink', 'paper'],
      ['accent-ink', 'accent-soft'],
      ['danger', 'paper'],
      ['danger', 'danger-soft'],
      ['warn', 'paper'],
      ['warn', 'warn-soft'],
      ['white', 'accent-strong'],
    ] as const;

    test.each(
      (['light', 'dark'] as const).flatMap((name) =>
        pairs.map(([ink, ground]) => [ink, ground, name] as const),
      ),
    )('%s on %s in the %s', (ink, ground, name) => {
      const sheet: Readonly<Record<string, string | undefined>> = { ...sheets[name], white: '#ffffff' };
      expect(contrast(sheet[ink] ?? '', sheet[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
    });

    test.each(['light', 'dark'] as const)('the tab bar in the %s', (name) => {
      const { tabInk = '', tabChosen = '', paper = '' } = theme[name];
      expect(contrast(tabInk, paper)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tabChosen, paper)).toBeGreaterThanOrEqual(4.5);
    });
  });
});

/** WCAG 2.2: the contrast of two colours. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
