/** Section `member` of the configuration: read field by field, and one error names all that is wrong. */
import { levelAt } from '../../shared/wechat/member-config';
import { readWechatConfig } from '../../shared/wechat/wechat-config';

const read = (member: unknown) => readWechatConfig('wechat', { member }).need('member').member;
const whole = { card_id: 'pMemberCard0000001' };

test('needs no more than the card', () => {
  expect(read(whole)).toEqual({
    cardId: 'pMemberCard0000001',
    cards: [],
    earn: undefined,
    levels: [],
    levelField: 1,
    hasBalance: true,
    bindsOpenid: false,
  });
});

test('takes levels in any order, lowest first', () => {
  const levels = [
    { name: '金卡会员', from: 1000 },
    { name: 'Basic', from: 0 },
  ];
  const rules = read({ ...whole, levels });
  expect([0, 999, 1000].map((earned) => levelAt(rules, earned))).toEqual(['Basic', 'Basic', '金卡会员']);
  expect(levelAt(read({ ...whole, levels: [{ name: 'Gold', from: 5 }] }), 4)).toBeUndefined();
});

test.each([
  ['no card', {}, 'member.card_id is missing'],
  ['a rule for nothing', { ...whole, earn: { per: 0, points: 1 } }, 'member.earn must be a whole number'],
  ['half points', { ...whole, earn: { per: 100, points: 0.5 } }, 'member.earn must be a whole number'],
  ['a rule that is none', { ...whole, earn: 5 }, 'member.earn must be a whole number'],
  ['a wrong currency', { ...whole, earn: { per: 1, points: 1, fee_type: 'eur' } }, 'ISO 4217'],
  ['a long name', { ...whole, levels: [{ name: '金卡会员们', from: 0 }] }, 'more than 12 bytes'],
  ['no name', { ...whole, levels: [{ from: 0 }] }, 'member.levels must be a text'],
  ['a level below nought', { ...whole, levels: [{ name: 'A', from: -1 }] }, 'member.levels must be a whole'],
  [
    'two levels at once',
    {
      ...whole,
      levels: [
        { name: 'A', from: 5 },
        { name: 'B', from: 5 },
      ],
    },
    'begin at the same points',
  ],
  ['a fourth field', { ...whole, level_field: 4 }, 'member.level_field must be a whole number from 1 to 3'],
  ['a word for a flag', { ...whole, balance: 'no' }, 'member.balance must be true or false'],
  ['cards that are no list', { ...whole, cards: 'x' }, 'member.cards must be a list'],
])('says what is wrong with %s', (_what, member, problem) => {
  expect(() => read(member)).toThrow(problem);
});

test('says all that is wrong at once', () => {
  expect(() => read({ card_id: 'x', level_field: 0, balance: 1 })).toThrow(
    /member\.card_id .*member\.level_field .*member\.balance /,
  );
});
