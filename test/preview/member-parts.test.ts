// The parts of the member card that need no phone: what a membership shows, and what comes back from WeChat's card form.
/// <reference types="miniprogram-api-typings" />
import { setLanguage } from '../../miniprogram/i18n/language';
import { noteReturn, openCardForm, takeReturn } from '../../miniprogram/services/card-form';
import { myMembership } from '../../miniprogram/services/member';
import type { LedgerEntry, MemberCard } from '../../miniprogram/services/member';
import { addToWallet, openInWallet } from '../../miniprogram/services/wallet';
import { cardStanding, memberView } from '../../miniprogram/view/member-view';

const addCard = jest.fn();
const openCard = jest.fn();
const navigateToMiniProgram = jest.fn();
const callFunction = jest.fn();
Object.assign(globalThis, {
  wx: {
    addCard,
    openCard,
    navigateToMiniProgram,
    cloud: { callFunction },
    setStorageSync: jest.fn(),
    getStorageSync: () => '',
    getAppBaseInfo: () => ({ language: 'en' }),
  },
});

beforeEach(() => {
  jest.resetAllMocks();
  setLanguage('en');
});

describe('a membership', () => {
  const entry: LedgerEntry = { seq: 1, kind: 'entry', points: 0, balance: 0, reason: 'Birthday', at: 0 };
  const nothing = { points: 0, balance: 0, entries: [] };
  const rowOf = (change: Partial<LedgerEntry>) => memberView(nothing, [{ ...entry, ...change }]).rows[0];

  test.each([
    [{ points: 5 }, ['+5 points']],
    [{ points: -1234567 }, ['−1,234,567 points']],
    [{ points: 0 }, ['0 points']],
    [{ balance: 100 }, ['+¥1.00']],
    [{ balance: -1 }, ['−¥0.01']],
    [{ points: -5, balance: 100 }, ['−5 points', '+¥1.00']],
  ])('writes %j with its signs', (change, written) => {
    const changes = rowOf(change)?.changes ?? [];
    expect(changes.map((each) => each.written)).toEqual(written);
    expect(changes.map(({ isGain }) => isGain)).toEqual(written.map((words) => words.startsWith('+')));
  });

  test.each([
    [{}, 'Birthday', 'Birthday'],
    [{ kind: 'earn', points: 3 }, 'Payment', '付款获得'],
    [{ kind: 'earn', points: -3 }, 'Refund', '退款退回'],
    [{ kind: 'import', points: 3 }, 'From your old card', '从旧会员卡转入'],
    [{ kind: 'join', points: 3 }, 'From your other account', '从您的另一个账户转入'],
  ] as const)('says where %j comes from', (change, english, chinese) => {
    expect(rowOf(change)?.title).toBe(english);
    setLanguage('zh-CN');
    expect(rowOf(change)?.title).toBe(chinese);
  });

  test('names the order that earned the points', () => {
    expect([rowOf({ out_trade_no: 'CP1' })?.orderNumber, rowOf({})?.orderNumber]).toEqual(['CP1', '']);
  });

  const card: MemberCard = { card_id: 'p', code: '1' };
  test.each([
    [undefined, 'none'],
    [card, 'ready'],
    [{ ...card, state: 'active' }, 'ready'],
    [{ ...card, state: 'got' }, 'inactive'],
    [{ ...card, state: 'gifting' }, 'none'],
  ] as const)('with the card %j stands as %s', (held, standing) => {
    expect(cardStanding(held)).toBe(standing);
  });

  test('whose card is being given away shows no code', () => {
    expect(memberView({ ...nothing, card: { ...card, state: 'gifting' } }, []).code).toBe('');
    expect(memberView({ ...nothing, card }, []).code).toBe('1');
  });

  test('of nobody is empty, and other failures stay failures', async () => {
    callFunction.mockResolvedValueOnce({ result: { errcode: 4101, errmsg: 'MEMBER_NOT_FOUND: none' } });
    expect(await myMembership()).toEqual({ points: 0, balance: 0, entries: [] });
    callFunction.mockResolvedValueOnce({ result: { errcode: 5000, errmsg: 'INTERNAL: log' } });
    await expect(myMembership()).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('the wallet', () => {
  const offer = { cardList: [{ cardId: 'p', cardExt: '{}' }] };

  test.each([
    [{ cardList: [{ isSuccess: true }] }, 'added'],
    [{ cardList: [{ isSuccess: false }] }, 'failed'],
    [{ cardList: [] }, 'failed'],
  ])('that answers %j has %s', async (answer, outcome) => {
    addCard.mockResolvedValue(answer);
    expect(await addToWallet(offer)).toBe(outcome);
  });

  test.each([
    ['addCard:fail cancel', 'cancelled'],
    ['addCard:fail 40080', 'failed'],
  ])('that fails with %s is told apart', async (errMsg, outcome) => {
    addCard.mockRejectedValue({ errMsg });
    expect(await addToWallet(offer)).toBe(outcome);
  });

  test('says whether it opened', async () => {
    openCard.mockResolvedValueOnce({ errMsg: 'openCard:ok' });
    openCard.mockRejectedValueOnce({ errMsg: 'openCard:fail' });
    const card = { card_id: 'p', code: '1' };
    expect([await openInWallet(card), await openInWallet(card)]).toEqual([true, false]);
    expect(openCard).toHaveBeenCalledWith({ cardList: [{ cardId: 'p', code: '1' }] });
  });
});

describe('the card form', () => {
  const terms = { encrypt_card_id: 'e', outer_str: 'o', biz: 'b' };
  const component = 'wxeb490c6f9b154ef9';
  const ticket = { activate_ticket: 't', card_id: 'p', code: '1' };
  const comeBack = (referrerInfo?: { appId: string; extraData: object }) =>
    noteReturn(referrerInfo ? { referrerInfo } : {});

  test('gives its ticket once', async () => {
    expect(await openCardForm(terms)).toBe(true);
    expect(navigateToMiniProgram).toHaveBeenCalledWith({ appId: component, extraData: terms });
    comeBack({ appId: component, extraData: ticket });
    expect([takeReturn(), takeReturn()]).toEqual([ticket, undefined]);
  });

  test.each([
    [undefined],
    [{ appId: 'wx0000000000000000', extraData: ticket }],
    [{ appId: component, extraData: {} }],
    [{ appId: component, extraData: { ...ticket, activate_ticket: 5 } }],
  ])('is left without a ticket by %j', async (referrerInfo) => {
    await openCardForm(terms);
    comeBack(referrerInfo);
    expect(takeReturn()).toBe('left');
  });

  test('that nobody opened gives nothing, whoever claims it', () => {
    comeBack({ appId: component, extraData: ticket });
    expect(takeReturn()).toBeUndefined();
  });

  test('is not open where the person said no; another refusal is told', async () => {
    navigateToMiniProgram.mockRejectedValueOnce({ errMsg: 'navigateToMiniProgram:fail cancel' });
    expect(await openCardForm(terms)).toBe(false);
    comeBack();
    expect(takeReturn()).toBeUndefined();
    navigateToMiniProgram.mockRejectedValueOnce({ errMsg: 'navigateToMiniProgram:fail appId' });
    await expect(openCardForm(terms)).rejects.toMatchObject({ errMsg: 'navigateToMiniProgram:fail appId' });
  });
});
