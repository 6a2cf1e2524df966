// The operators' own components, without a phone: the days that figures are asked for, and the sheet on which something is decided.
import { component } from './component-under-test';
import type { ComponentUnderTest } from './component-under-test';
import { event, FakeWechat } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const now = new Date(2026, 10, 24, 15).getTime();

beforeEach(() => {
  phone.install();
  jest.useFakeTimers({ now });
});
afterEach(() => jest.useRealTimers());

/** One of the operators' components, newly placed. */
const placed = (name: string): Promise<ComponentUnderTest> =>
  component(() => import(`../../miniprogram/operator/components/${name}/${name}`));

describe('two days', () => {
  const week = { from: '2026-11-18', to: '2026-11-24' };
  const range = async (days: { from: string; to: string }) => (await placed('day-range')).given(days);
  const chosen = (one: ComponentUnderTest) =>
    (one.data['ranges'] as { days: number; chosen: boolean }[])
      .filter((each) => each.chosen)
      .map(({ days }) => days);
  const pick = async (one: ComponentUnderTest, which: string, value: string) => {
    await one.do('ask', event({}, { which }));
    await one.do('take', event({ value }));
  };

  test('that are the last seven are marked as these, any others as none', async () => {
    expect(chosen(await range(week))).toEqual([7]);
    expect(chosen(await range({ ...week, from: '2026-11-17' }))).toEqual([]);
    expect(chosen(await range({ ...week, to: '2026-11-23' }))).toEqual([]);
  });

  test.each([
    [7, week],
    [30, { from: '2026-10-26', to: '2026-11-24' }],
    [90, { from: '2026-08-27', to: '2026-11-24' }],
  ])('the last %i are told at one tap', async (days, told) => {
    const one = await range({ from: '2026-01-01', to: '2026-01-02' });
    await one.do('chooseLast', event({}, { days }));
    expect(one.told).toEqual([['change', told]]);
  });

  test.each([
    ['from', '2026-11-20', { from: '2026-11-20', to: '2026-11-24' }],
    ['to', '2026-11-19', { from: '2026-11-18', to: '2026-11-19' }],
  ])('%s is chosen from its own day on, and told with the other', async (which, value, told) => {
    const one = await range(week);
    await one.do('ask', event({}, { which }));
    expect(one.shows('choosing', 'day')).toEqual({
      choosing: which,
      day: week[which === 'from' ? 'from' : 'to'],
    });
    await one.do('take', event({ value }));
    expect(one.told).toEqual([['change', told]]);
    expect(one.data['choosing']).toBe('');
  });

  test.each([
    ['to', '2026-11-17', /before|later|after/i],
    ['from', '2026-08-23', /92/],
  ])('%s on %s is not asked for; the page says why', async (which, value, why) => {
    const one = await range(week);
    await pick(one, which, value);
    expect(one.told).toEqual([]);
    expect(one.data['lack']).toMatch(why);
  });

  test('as many as can be asked for at once are asked for', async () => {
    const one = await range(week);
    await pick(one, 'from', '2026-08-25');
    expect(one.told).toEqual([['change', { from: '2026-08-25', to: '2026-11-24' }]]);
  });

  test('a choice that was left changes nothing, whatever the picker still says', async () => {
    const one = await range(week);
    await one.do('ask', event({}, { which: 'to' }));
    await one.do('forget');
    await one.do('take', event({ value: '2026-11-20' }));
    expect(one.told).toEqual([]);
    expect(one.shows('choosing', 'lack')).toEqual({ choosing: '', lack: '' });
  });
});

describe('the sheet of a decision', () => {
  const back = { id: 'return', title: 'Send it back', text: 'It goes back' };
  const keep = { id: 'dismissed', title: 'Leave it', text: 'Nothing happens' };
  const sheet = { title: 'Decide', text: '', choices: [back, keep], mustExplain: true, force: '' };
  const one = { ...sheet, choices: [back] };
  const none = { ...sheet, title: 'Ask now', choices: [], mustExplain: false };
  const opened = async (shown: object) =>
    (await placed('decision-sheet')).given({ sheet: shown }).given({ open: true });
  const decided = { choice: '', explanation: '', force: false };

  test('without a choice does its one thing, explained or not', async () => {
    const it = await opened(none);
    expect(it.data['confirm']).toBe('Ask now');
    await it.do('decide');
    await it.do('explain', event({ value: '  by phone ' }));
    await it.do('decide');
    expect(it.told).toEqual([
      ['decide', decided],
      ['decide', { ...decided, explanation: 'by phone' }],
    ]);
  });

  test('with one choice has chosen it, and the button says what it does', async () => {
    const it = await opened(one);
    expect(it.shows('choice', 'confirm')).toEqual({ choice: 'return', confirm: 'Send it back' });
  });

  test('with two choices does nothing before one is chosen', async () => {
    const it = await opened(sheet);
    await it.do('explain', event({ value: 'by phone' }));
    await it.do('decide');
    expect(it.told).toEqual([]);
    expect(it.data['lack']).not.toBe('');
    await it.do('choose', event({ value: 'dismissed' }));
    expect(it.shows('confirm', 'lack')).toEqual({ confirm: 'Leave it', lack: '' });
    await it.do('decide');
    expect(it.told).toEqual([['decide', { ...decided, choice: 'dismissed', explanation: 'by phone' }]]);
  });

  test('that must be explained says so until it is; blanks explain nothing', async () => {
    const it = await opened(one);
    await it.do('explain', event({ value: '   ' }));
    await it.do('decide');
    expect(it.told).toEqual([]);
    expect(it.data['lack']).not.toBe('');
    await it.do('explain', event({ value: 'seen in the books' }));
    expect(it.data['lack']).toBe('');
    await it.do('decide');
    expect(it.told).toHaveLength(1);
  });

  test('passes on what the switch allows', async () => {
    const it = await opened({ ...none, force: 'The goods have not left' });
    await it.do('allow', event({ checked: true }));
    await it.do('decide');
    expect(it.told).toEqual([['decide', { ...decided, force: true }]]);
  });

  test('that is busy is neither decided again nor closed', async () => {
    const it = (await opened(none)).given({ busy: true });
    await it.do('decide');
    await it.do('close');
    await it.do('moved', event({ visible: false }));
    expect(it.told).toEqual([]);
  });

  test('pulled down is closed; pulled up it is not', async () => {
    const it = await opened(none);
    await it.do('moved', event({ visible: true }));
    expect(it.told).toEqual([]);
    await it.do('moved', event({ visible: false }));
    expect(it.told.map(([name]) => name)).toEqual(['close']);
  });

  test('opened anew has forgotten what was written and allowed; closed it keeps still', async () => {
    const it = await opened(one);
    await it.do('explain', event({ value: 'by phone' }));
    await it.do('allow', event({ checked: true }));
    it.given({ open: false });
    expect(it.data['explanation']).toBe('by phone');
    it.given({ open: true });
    expect(it.shows('explanation', 'force', 'choice')).toEqual({
      explanation: '',
      force: false,
      choice: 'return',
    });
  });
});
