// The parts of face verification on the phone that need no phone: the ID number, and what each result means.
/// <reference types="miniprogram-api-typings" />
import { errorText } from '../../miniprogram/i18n/error-text';
import { setLanguage, textIfAny } from '../../miniprogram/i18n/language';
import { idNumberProblem, normalizeIdNumber } from '../../miniprogram/identity/id-number';
import { ApiError, readResult } from '../../miniprogram/services/api-error';
import { checkFace } from '../../miniprogram/services/identity';
import { patience, verificationState, verificationView } from '../../miniprogram/view/identity-view';
import { phoneText } from '../../miniprogram/view/phone-view';
import { timeText } from '../../miniprogram/view/time-text';
import { adviceWords } from '../../shared/identity/face/advice';

const requestFacialVerify = jest.fn();
const startFacialRecognitionVerify = jest.fn();
Object.assign(globalThis, {
  wx: {
    requestFacialVerify,
    startFacialRecognitionVerify,
    setStorageSync: jest.fn(),
    getStorageSync: () => '',
    getAppBaseInfo: () => ({ language: 'en' }),
  },
});

const now = Date.UTC(2026, 10, 26);

beforeEach(() => {
  jest.resetAllMocks();
  setLanguage('en');
});

describe('an ID number', () => {
  // The two examples of GB 11643-1999.
  test.each(['11010519491231002X', '440524188001010014'])('%s is right', (number) => {
    expect(idNumberProblem(number, now)).toBeUndefined();
  });

  test.each([
    ['', 'empty'],
    ['1101051949123100', 'length'],
    ['11010519491231002XX', 'letters'],
    ['110105194912310021', 'check'],
    ['11010519491231003X', 'check'],
    ['E12345678', 'letters'],
    ['X1010519491231002X', 'letters'],
    ['110105194902290023', 'date'],
    ['110105202611270022', 'date'],
    ['110105194913310024', 'date'],
    ['110105194900310024', 'date'],
    ['110105', 'length'],
  ])('%s is refused for its %s', (number, problem) => {
    expect(idNumberProblem(number, now)).toBe(problem);
  });

  test('one digit typed wrong is always noticed', () => {
    const right = '440524188001010014';
    for (let place = 0; place < 18; place += 1) {
      for (let digit = 0; digit <= 9; digit += 1) {
        const typed = right.slice(0, place) + String(digit) + right.slice(place + 1);
        if (typed !== right) expect([typed, idNumberProblem(typed, now)]).not.toEqual([typed, undefined]);
      }
    }
  });

  test('is sent without spaces, with plain characters and a large X', () => {
    expect(normalizeIdNumber(' 110105 19491231 002x ')).toBe('11010519491231002X');
    expect(normalizeIdNumber('１１０１０５１９４９１２３１００２ｘ')).toBe('11010519491231002X');
  });
});

describe('what a verification shows', () => {
  const known = { result: undefined, asked: 1, failures: 0, isFinished: true };
  const pending = { verified: false, state: 'pending' } as const;

  test.each(['failed', 'cancelled', 'expired'] as const)('%s is what the back end says', (state) => {
    expect(verificationState({ ...known, result: { verified: false, state } })).toBe(state);
  });

  test('only both words of the back end make it verified', () => {
    expect(verificationState({ ...known, result: { verified: true, state: 'verified' } })).toBe('verified');
    expect(verificationState({ ...known, result: { verified: false, state: 'verified' } })).toBe('failed');
    expect(verificationState({ ...known, result: { ...pending, verified: true } })).toBe('checking');
  });

  test('patience has an end, sooner where the person left WeChat’s check', () => {
    const asked = (times: number, isFinished: boolean) =>
      verificationState({ ...known, result: pending, asked: times, isFinished });
    expect([asked(patience.finished - 1, true), asked(patience.finished, true)]).toEqual([
      'checking',
      'pending',
    ]);
    expect([asked(patience.unfinished - 1, false), asked(patience.unfinished, false)]).toEqual([
      'checking',
      'pending',
    ]);
    expect(verificationState({ ...known, failures: patience.failures })).toBe('pending');
  });

  const failed = { verified: false, state: 'failed' } as const;
  const bodyOf = (advice?: string) =>
    verificationView({ ...known, result: { ...failed, ...(advice === undefined ? {} : { advice }) } }).body;

  test('the back end’s advice stands in place of our sentence, where this version knows it', () => {
    expect(bodyOf('retake')).toMatch(/even light/);
    const own = 'It could not be confirmed that it is you. You can try again.';
    expect([bodyOf(), bodyOf(''), bodyOf('a_new_word')]).toEqual([own, own, own]);
  });

  test('while the end is open, the page says what it does itself', () => {
    const open = { ...known, result: { ...pending, advice: 'ask_again' } };
    expect(verificationView(open).body).toBe('This usually takes a few seconds.');
    expect(verificationView({ ...open, asked: 99 }).body).toMatch(/Check again, or start anew/);
  });

  test.each(adviceWords)('the advice %s has a sentence in both languages', (advice) => {
    expect(bodyOf(advice)).toMatch(/^[A-Z].*\.$/);
    expect(textIfAny(`advice_${advice}`)).toBe(bodyOf(advice));
    setLanguage('zh-CN');
    expect(textIfAny(`advice_${advice}`)).toMatch(/^[\u4e00-\u9fff].*。$/);
  });
});

describe('WeChat’s check on the phone', () => {
  test('is asked for by version 2 with a verify_id, and any failure counts as left', async () => {
    requestFacialVerify.mockImplementationOnce(({ success }: { success: () => void }) => success());
    const start = { out_seq_no: 'n', verify_id: 'v' };
    expect(await checkFace(start)).toEqual({ isFinished: true });
    requestFacialVerify.mockImplementationOnce(({ fail }: { fail: (failure: object) => void }) =>
      fail({ errCode: 90002 }),
    );
    expect(await checkFace(start)).toEqual({ isFinished: false });
    expect(requestFacialVerify).toHaveBeenCalledWith(expect.objectContaining({ verifyId: 'v' }));
  });

  test('gives a handle in version 1', async () => {
    startFacialRecognitionVerify.mockImplementationOnce(
      ({ success, userIdKey }: { userIdKey: string; success: (result: object) => void }) =>
        success({ verifyResult: `of ${userIdKey}` }),
    );
    const handle = { isFinished: true, handle: 'of k' };
    expect(await checkFace({ out_seq_no: 'n', user_id_key: 'k' })).toEqual(handle);
  });

  test('is not started by an answer that names neither', async () => {
    await expect(checkFace({ out_seq_no: 'n' })).rejects.toMatchObject({ code: 'BAD_ANSWER' });
  });
});

describe('too many attempts', () => {
  const read = (retry_at: unknown) => {
    try {
      readResult({ errcode: 4002, errmsg: 'TOO_MANY_ATTEMPTS: 5 of 5', retry_at });
    } catch (failure) {
      return errorText(failure);
    }
    return undefined;
  };

  test('say when to come back, where the back end knows', () => {
    const at = Date.UTC(2026, 10, 27, 8);
    expect(read(at)).toContain(timeText(at));
    expect(read(String(at))).toContain(timeText(at));
    expect(read(undefined)).toBe(errorText(new ApiError('TOO_MANY_ATTEMPTS', '')));
    expect(read(undefined)).toBe('Too many attempts. Please come back later.');
  });
});

test('a phone number is shown by its country and its last digits', () => {
  expect(phoneText({ country: '31', ending: '678' })).toBe('+31 •••• 678');
});
