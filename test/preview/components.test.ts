// The shop's own components, without a phone: what they show of what a page gives them, and what they tell it at a tap.
import { component } from './component-under-test';
import type { ComponentUnderTest } from './component-under-test';
import { event, FakeWechat } from './page-under-test';

const phone = new FakeWechat();
phone.install();
beforeEach(() => phone.install());

/** One of the shop's components, newly placed. */
const placed = (name: string): Promise<ComponentUnderTest> =>
  component(() => import(`../../miniprogram/components/${name}/${name}`));

describe('an amount', () => {
  test.each([
    [1290, 'EUR', { symbol: '€', whole: '12', fraction: '.90' }],
    [1290, 'JPY', { whole: '1,290', fraction: '' }],
  ])('of %i in %s is written in its three sizes', async (value, currency, parts) => {
    const amount = (await placed('amount')).given({ value, currency });
    expect(amount.data).toMatchObject(parts);
  });

  test('of no currency yet is empty, never a bare number', async () => {
    const amount = (await placed('amount')).given({ value: 1290 });
    expect(amount.shows('symbol', 'whole', 'fraction')).toEqual({ symbol: '', whole: '', fraction: '' });
  });

  test('that changes is written anew', async () => {
    const amount = (await placed('amount')).given({ value: 1290, currency: 'EUR' });
    expect(amount.given({ value: 2580 }).shows('whole', 'fraction')).toEqual({
      whole: '25',
      fraction: '.80',
    });
  });
});

describe('a QR code', () => {
  test('is a picture of its text, and another one of another text', async () => {
    const code = (await placed('qr-code')).given({ text: 'https://pay.example.test/1' });
    const first = code.data['picture'];
    expect(first).toMatch(/^data:image\/svg\+xml,/);
    expect(code.given({ text: 'https://pay.example.test/2' }).data['picture']).not.toBe(first);
  });

  test('of a text that is gone is gone too: nobody scans an old one', async () => {
    const code = (await placed('qr-code')).given({ text: 'https://pay.example.test/1' });
    expect(code.given({ text: '' }).data['picture']).toBe('');
  });
});

describe('a stepper', () => {
  const limits = { min: 1, max: 3 };

  test.each([
    ['addOne', 2, 3],
    ['takeOne', 2, 1],
  ])('%s at %i asks for %i, and leaves the number to its page', async (key, value, wanted) => {
    const stepper = (await placed('stepper')).given({ ...limits, value });
    await stepper.do(key);
    expect(stepper.told).toEqual([['change', { value: wanted }]]);
    expect(stepper.data['value']).toBe(value);
  });

  test.each([
    ['addOne', 3],
    ['takeOne', 1],
  ])('%s at %i, its end, asks for nothing', async (key, value) => {
    const stepper = (await placed('stepper')).given({ ...limits, value });
    await stepper.do(key);
    expect(stepper.told).toEqual([]);
  });
});

test.each([
  ['goods-card', 'open', undefined, ['open', undefined]],
  ['goods-card', 'put', undefined, ['put', undefined]],
  ['load-notice', 'press', undefined, ['action', undefined]],
  ['method-list', 'choose', event({ value: 'paypal' }), ['choose', { id: 'paypal' }]],
] as const)('%s: %s is told to its page', async (name, tap, given, told) => {
  const one = await placed(name);
  await one.do(tap, given);
  expect(one.told).toEqual([told]);
});

describe('the privacy gate', () => {
  /** A page with a gate, on a phone whose WeChat wants an agreement; `answered` is what WeChat is told. */
  async function gate(): Promise<{ one: ComponentUnderTest; want: () => void; answered: object[] }> {
    const one = await placed('privacy-gate');
    const answered: object[] = [];
    let want: (resolve: (answer: object) => void) => void = () => undefined;
    Object.assign(wx, {
      onNeedPrivacyAuthorization: (heard: typeof want) => {
        want = heard;
      },
    });
    const { watchPrivacy } = await import('../../miniprogram/services/privacy');
    watchPrivacy();
    await one.lives('attached');
    return { one, want: () => want((answer) => answered.push(answer)), answered };
  }

  test.each([
    ['agreed', { event: 'agree', buttonId: 'privacy-agree' }],
    ['refused', { event: 'disagree' }],
  ])('asks when WeChat wants it, and passes on that the person %s', async (way, answer) => {
    const { one, want, answered } = await gate();
    expect(one.data['shown']).toBe(false);
    want();
    expect(one.data).toMatchObject({ shown: true, title: expect.stringMatching(/privacy/i) as unknown });
    await one.do(way);
    expect(one.data['shown']).toBe(false);
    expect(answered).toEqual([answer]);
  });

  test.each(['hide', 'detached'])('refuses what still waits when its page goes (%s)', async (moment) => {
    const { one, want, answered } = await gate();
    want();
    await one.lives(moment);
    expect(answered).toEqual([{ event: 'disagree' }]);
  });

  test('asks again on a page that one comes back to', async () => {
    const { one, want } = await gate();
    await one.lives('hide');
    await one.lives('show');
    want();
    expect(one.data['shown']).toBe(true);
  });

  test('opens the shop’s notice, and says where WeChat does not', async () => {
    const { one } = await gate();
    phone.openPrivacyContract.mockImplementationOnce(({ success }: { success: () => void }) => success());
    await one.do('readContract');
    expect(phone.said).toEqual([]);
    phone.openPrivacyContract.mockImplementationOnce(({ fail }: { fail: (failure: object) => void }) =>
      fail({ errMsg: 'openPrivacyContract:fail' }),
    );
    await one.do('readContract');
    expect(phone.said).toHaveLength(1);
  });
});
