/** What an answer comes to: only a published no is a no, and trouble is never one. */
import {
  all,
  BUSY,
  isBusy,
  isTrouble,
  readable,
  saidNo,
  understood,
  undocumented,
  UNREADABLE,
  UNVERIFIED,
} from '../../../shared/payments/psp/answers';

const reply = (status: number): { status: number; headers: Record<string, string>; body: string } => ({
  status,
  headers: {},
  body: '',
});

test('nothing of these is a no: busy, unreadable, unverified', () => {
  expect([BUSY, UNREADABLE, UNVERIFIED]).toEqual([
    { is: 'unknown', why: 'busy' },
    { is: 'unknown', why: 'unreadable' },
    { is: 'unknown', why: 'unverified' },
  ]);
});

test.each([
  ...[
    '系统繁忙',
    '请求超时',
    '请稍后再试',
    '稍候',
    '请重试',
    '频率限制',
    '操作频繁',
    '银行繁忙',
    '流程错误',
    '请求过多',
  ],
  ...[
    'SYSTEMERROR',
    'System busy',
    'timeout',
    'time out',
    'TIME_OUT',
    'come back later',
    'retry',
    'try again',
  ],
  ...['busy', 'frequency limited', 'network', 'BANKERROR', 'BANK_ERROR', 'USERPAYING', 'USER_PAYING'],
  'REQ_TOO_MUCH',
])('“%s” is trouble on the PSP’s side', (words) => {
  expect(isTrouble(words)).toBe(true);
  expect(undocumented(words)).toEqual({ ...BUSY, theirs: words });
});

test.each(['', 'NOTENOUGH', '余额不足', 'collateral', 'laterality', 'signature error', 'ORDERPAID'])(
  '“%s” is none, and no documented no either',
  (words) => {
    expect(isTrouble(words)).toBe(false);
    expect(undocumented(words)).toEqual({ is: 'unknown', why: 'undocumented', theirs: words });
  },
);

test('a PSP that answers 5xx or 429 could not answer at all', () => {
  expect([200, 400, 428, 429, 430, 499, 500, 503].filter((status) => isBusy(reply(status)))).toEqual([
    429, 500, 503,
  ]);
});

describe('a no by its code', () => {
  const published = { ...all('PAID PAID_TOO', 'already_paid'), ...all('OTHER', 'other') };

  test('is what the table says of it, with the PSP’s code and words', () => {
    for (const code of ['PAID', 'PAID_TOO'])
      expect(saidNo(code, 'it is paid', published)).toEqual({
        is: 'refused',
        why: 'already_paid',
        theirs: `${code} it is paid`,
      });
    expect(saidNo('OTHER', '', published)).toEqual({ is: 'refused', why: 'other', theirs: 'OTHER' });
  });

  test('is a definite one although it comes with words of trouble, unless its code is one for many things', () => {
    expect(saidNo('PAID', 'try again', published)).toMatchObject({ is: 'refused', why: 'already_paid' });
    expect(saidNo('OTHER', 'try again', published)).toEqual({ ...BUSY, theirs: 'OTHER try again' });
  });

  test('is none yet where the PSP publishes that the same may go through later', () => {
    expect(saidNo('NIGHT', 'no refunds at night', all('NIGHT', 'later'))).toEqual({
      is: 'unknown',
      why: 'later',
      theirs: 'NIGHT no refunds at night',
    });
  });

  test('is none where nobody publishes it', () => {
    const theirs = 'NEW what is this';
    expect(saidNo('NEW', 'what is this', published)).toEqual({
      is: 'unknown',
      why: 'undocumented',
      theirs,
    });
    expect(saidNo('constructor', '', published)).toMatchObject({ is: 'unknown', why: 'undocumented' });
  });
});

describe('what is read of an answer', () => {
  const wrong = (): never => {
    throw new RangeError('no amount');
  };
  const broken = (): never => {
    throw new TypeError('a mistake of ours');
  };

  test('is its value, or nothing where an amount in it is none', () => {
    expect(readable(() => 7)).toBe(7);
    expect(readable<number>(wrong)).toBeUndefined();
    expect(understood(() => 7)).toEqual({ is: 'ok', value: 7 });
    expect(understood<number>(wrong)).toEqual(UNREADABLE);
    expect(understood<number>(() => undefined)).toEqual(UNREADABLE);
  });

  test('is no answer at all where the mistake is ours', () => {
    for (const read of [readable<number>, understood<number>])
      expect(() => read(broken)).toThrow('a mistake of ours');
  });
});
