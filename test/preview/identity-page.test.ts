// Face verification without a phone: what is sent, what the page says while nothing is known, and whose word makes somebody verified.
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const started = { out_seq_no: 'seq-1', verify_id: 'v-1' };
const pending = { verified: false, state: 'pending' };
const verified = { verified: true, state: 'verified' };
const broken = 'INTERNAL: see the log';
const sentence = 'The service has a problem. Please try again later.';

/** The page as it is after a start of the mini-program; the phone's storage stays. */
async function open(name = 'identity'): Promise<PageUnderTest> {
  jest.resetModules();
  const script = await pageScript(() => import(`../../miniprogram/pages/${name}/${name}`));
  return new PageUnderTest(script).open();
}

/** The ways in which WeChat's calls end, which answer by callbacks only. */
const succeeds =
  (answer: object = {}) =>
  (option: { success: (answer: object) => void }) =>
    option.success(answer);
const fails = (option: { fail: () => void }) => option.fail();

/** Fills in the example of GB 11643-1999 and agrees. */
async function send(page: PageUnderTest, name = ' 李明 ', number = '11010519491231002x'): Promise<void> {
  await page.do('typeName', event({ value: name }));
  await page.do('typeNumber', event({ value: number }));
  await page.do('send');
}

beforeEach(() => {
  phone.install();
  phone.checkIsSupportFacialRecognition.mockImplementation(succeeds());
  phone.requestFacialVerify.mockImplementation(succeeds());
  jest.useFakeTimers({ now: Date.UTC(2026, 10, 26) });
});
afterEach(() => jest.useRealTimers());

describe('the form', () => {
  test('stands at once where nothing was begun on this phone', async () => {
    phone.answers({});
    expect((await open()).shows('status', 'trouble')).toEqual({ status: 'form', trouble: '' });
    expect(phone.callFunction).not.toHaveBeenCalled();
  });

  test.each([
    ['', '', /enter your name/, /enter your ID number/],
    ['Li 3', '11010519491231002X', /no digits/, /^$/],
    ['李９明', '11010519491231002X', /no digits/, /^$/],
    ['李明', '110105', /^$/, /18 characters/],
  ])('with %j and %j says what is wrong, and sends nothing', async (name, number, ofName, ofNumber) => {
    phone.answers({});
    const page = await open();
    await send(page, name, number);
    expect(page.data['nameProblem']).toMatch(ofName);
    expect(page.data['numberProblem']).toMatch(ofNumber);
    expect(phone.callFunction).not.toHaveBeenCalled();
    await page.do('typeName', event({ value: '李' }));
    await page.do('typeNumber', event({ value: '1' }));
    expect(page.shows('nameProblem', 'numberProblem')).toEqual({ nameProblem: '', numberProblem: '' });
  });

  test('sends the name and the plain number with what it is for, and forgets them once it is verified', async () => {
    phone.answers({ start: started, result: verified });
    const page = await open();
    await send(page);
    expect(phone.asked('start')).toEqual([
      { action: 'start', name: '李明', id_card_number: '11010519491231002X', purpose: 'account' },
    ]);
    expect(phone.requestFacialVerify).toHaveBeenCalledWith(expect.objectContaining({ verifyId: 'v-1' }));
    expect(page.shows('status', 'state', 'name', 'number', 'busy')).toEqual({
      ...{ status: 'begun', state: 'verified', name: '', number: '', busy: false },
    });
    expect([...phone.storage.values()].join()).not.toMatch(/李|1101/);
  });

  test('pressed twice begins one verification', async () => {
    phone.answers({ start: started, result: verified });
    const page = await open();
    await page.do('typeName', event({ value: '李明' }));
    await page.do('typeNumber', event({ value: '11010519491231002X' }));
    await Promise.all([page.do('send'), page.do('send')]);
    expect(phone.asked('start')).toHaveLength(1);
  });

  test('on a phone that recognises no faces says so, and sends nothing', async () => {
    phone.checkIsSupportFacialRecognition.mockImplementation(fails);
    phone.answers({});
    const page = await open();
    await send(page);
    expect(page.shows('status', 'busy')).toEqual({ status: 'form', busy: false });
    expect(page.data['trouble']).not.toBe('');
    expect(phone.callFunction).not.toHaveBeenCalled();
  });

  test.each([
    [broken, 'form', sentence],
    ['CONFIG_MISSING: no face', 'off', 'This shop has not switched this on.'],
    ['TOO_MANY_ATTEMPTS: 5 of 5', 'blocked', 'Too many attempts. Please come back later.'],
  ])('that is answered "%s" shows %s, and what was typed stays', async (errmsg, status, trouble) => {
    phone.answers({ start: errmsg });
    const page = await open();
    await send(page);
    expect(page.shows('status', 'trouble', 'busy', 'name')).toEqual({
      ...{ status, trouble, busy: false, name: ' 李明 ' },
    });
  });

  test('whose answer begins no check says that the answer is of no use', async () => {
    phone.answers({ start: { out_seq_no: 'seq-1' } });
    const page = await open();
    await send(page);
    expect(page.data['status']).toBe('form');
    expect(page.data['trouble']).not.toBe('');
  });
});

describe('the result', () => {
  test('is the back end’s word: WeChat’s own success verifies nobody', async () => {
    phone.answers({ start: started, result: { verified: false, state: 'failed', advice: 'retake' } });
    const page = await open();
    await send(page);
    expect(page.shows('state', 'theme')).toEqual({ state: 'failed', theme: 'error' });
    expect(page.data['body']).toMatch(/even light/);
    await page.do('again');
    expect(page.shows('status', 'name')).toEqual({ status: 'form', name: ' 李明 ' });
  });

  test('of version 1 is asked for with the handle that the app gave', async () => {
    phone.startFacialRecognitionVerify.mockImplementation(succeeds({ verifyResult: 'handle-1' }));
    phone.answers({ start: { out_seq_no: 'seq-1', user_id_key: 'k' }, result: verified });
    await send(await open());
    expect(phone.asked('result')).toEqual([
      { action: 'result', out_seq_no: 'seq-1', verify_result: 'handle-1' },
    ]);
  });

  test('is asked for until it is there, without the page being left', async () => {
    phone.answers({ start: started, result: pending });
    const page = await open();
    await send(page);
    await jest.advanceTimersByTimeAsync(3000);
    expect(page.data['state']).toBe('checking');
    phone.answers({ result: verified });
    await jest.advanceTimersByTimeAsync(2000);
    expect(page.data['state']).toBe('verified');
    phone.callFunction.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(phone.callFunction).not.toHaveBeenCalled();
  });

  test('that does not come is called "no result yet" after a while, and can be asked for again', async () => {
    phone.requestFacialVerify.mockImplementation(fails);
    phone.answers({ start: started, result: pending });
    const page = await open();
    await send(page);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(page.data['state']).toBe('pending');
    phone.answers({ result: { verified: false, state: 'cancelled' } });
    await page.do('checkAgain');
    expect(page.data['state']).toBe('cancelled');
  });

  test('is not known where the service fails again and again; one failure says nothing', async () => {
    phone.answers({ start: started, result: broken });
    const page = await open();
    await send(page);
    expect(page.data['state']).toBe('checking');
    await jest.advanceTimersByTimeAsync(5000);
    expect(page.data['state']).toBe('pending');
  });

  test.each(['again', 'onUnload'])('is not asked for any more after %s', async (way) => {
    phone.answers({ start: started, result: pending });
    const page = await open();
    await send(page);
    await page.do(way);
    phone.callFunction.mockClear();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(phone.callFunction).not.toHaveBeenCalled();
  });

  test.each(['again', 'onUnload'])('that comes after %s changes nothing', async (way) => {
    let release: (answer: object) => void = () => undefined;
    phone.answers({ start: started, result: pending });
    const page = await open();
    await send(page);
    phone.callFunction.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
    await jest.advanceTimersByTimeAsync(1000);
    await page.do(way);
    page.sent.length = 0;
    release({ result: { errcode: 0, ...verified } });
    await settled();
    expect(page.sent).toEqual([]);
  });
});

describe('a verification that was begun earlier', () => {
  beforeEach(() => phone.storage.set('identity', 'seq-0'));

  test('and succeeded is shown, with nothing to fill in', async () => {
    phone.answers({ result: verified });
    const page = await open();
    expect(page.shows('status', 'state')).toEqual({ status: 'begun', state: 'verified' });
    expect(phone.asked('result')[0]).toEqual({ action: 'result', out_seq_no: 'seq-0' });
  });

  test('and is open goes on being asked for', async () => {
    phone.answers({ result: pending });
    const page = await open();
    expect(page.shows('status', 'state')).toEqual({ status: 'begun', state: 'checking' });
    phone.answers({ result: verified });
    await jest.advanceTimersByTimeAsync(2000);
    expect(page.data['state']).toBe('verified');
  });

  test.each([{ verified: false, state: 'failed' }, 'SESSION_NOT_FOUND: none of that number'])(
    'and came to nothing (%j) leaves the form',
    async (result) => {
      phone.answers({ result });
      expect((await open()).data['status']).toBe('form');
    },
  );

  test('that cannot be looked up says so, and is found when it is asked again', async () => {
    phone.answers({ result: broken });
    const page = await open();
    expect(page.shows('status', 'trouble')).toEqual({ status: 'error', trouble: sentence });
    phone.answers({ result: verified });
    await page.do('resume');
    expect(page.shows('status', 'state', 'trouble')).toEqual({
      ...{ status: 'begun', state: 'verified', trouble: '' },
    });
  });
});
