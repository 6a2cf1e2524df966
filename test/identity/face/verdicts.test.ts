/** Every documented code has its verdict and its word, and a code that nobody documents never passes. */
import fc from 'fast-check';
import { adviceTable, adviceWords } from '../../../shared/identity/face/advice';
import {
  adviceOfClass,
  codesOf,
  refusalsOfBoth,
  refusalsOfVersion1,
  refusalsOfVersion2,
} from '../../../shared/identity/face/refusals';
import { resultCodes, unlistedCodes, verdictOf } from '../../../shared/identity/face/verdicts';

const of = (state: string, advice: string, ...codes: readonly number[]) =>
  codes.map((code) => [code, state, advice] as const);

describe('verify_ret of version 2', () => {
  test.each([
    ...of('verified', 'verified', 10000),
    ...of('pending', 'continue', 10005, 10300),
    ...of('pending', 'ask_again', 10021, 0, 1, 99, 20000, -1),
    ...of('failed', 'check_details', 10003),
    ...of('failed', 'another_person', 10004, 10012),
    ...of('failed', 'not_on_record', 10026),
    ...of('failed', 'retake', 10002, 10010, 90011, 90013, 90014, 90017, 90107),
    ...of('cancelled', 'cancelled', 90002, 90003, 90004, 90005, 90006),
    ...of('failed', 'allow_access', 90008, 90009, 90010),
    ...of('failed', 'other_device', 90001, 90106, 90109),
    ...of('failed', 'network', 90007, 90012, 90104, 90105, 90110),
    ...of('failed', 'start_again', 10020, 10029, 10052),
    ...of('failed', 'slow_down', 10042),
    ...of('failed', 'ask_merchant', 10001, 10006, 10017, 10018, 10040, 10041),
    ...of('failed', 'try_later', 10007, 10008, 10013, 10014, 10015, 10016, 10045, 90018, 90199),
    // An earlier revision of the page listed these.
    ...of('failed', 'start_again', 90015, 90016, 90019, 90020, 90021, 90022, 90023, 90024, 90025),
    ...of('failed', 'try_later', 10099),
  ])('%i: %s, %s', (code, state, advice) => {
    expect(verdictOf(2, code)).toEqual({ state, advice });
  });

  test('passes with 10000 and nothing else', () => {
    fc.assert(fc.property(fc.integer(), (code) => code === 10000 || verdictOf(2, code).state !== 'verified'));
    const near = Array.from({ length: 100_000 }, (_, code) => code);
    expect(near.filter((code) => verdictOf(2, code).state === 'verified')).toEqual([10000]);
  });
});

describe('identify_ret of version 1', () => {
  test.each([
    ...of('verified', 'verified', 0),
    ...of('failed', 'try_later', 10000, -1, 10011, 10022, 10030, 10031, 10032, 90199),
    ...of('failed', 'not_on_record', 10009),
    ...of('failed', 'retake', 10027, 10028, 90107, 90108),
    ...of('failed', 'another_person', 10057),
    ...of('cancelled', 'cancelled', 90100),
    ...of('failed', 'allow_access', 90101),
    ...of('failed', 'other_device', 90102, 90106, 90109),
    ...of('failed', 'network', 90103, 90104, 90105),
    ...of('failed', 'check_details', 10003),
  ])('%i: %s, %s', (code, state, advice) => {
    expect(verdictOf(1, code)).toEqual({ state, advice });
  });

  test('passes with 0 and nothing else', () => {
    const near = Array.from({ length: 200_000 }, (_, at) => at - 100_000);
    expect(near.filter((code) => verdictOf(1, code).state === 'verified')).toEqual([0]);
  });
});

describe('the tables', () => {
  const groups = [
    ...resultCodes[1],
    ...resultCodes[2],
    ...refusalsOfVersion1,
    ...refusalsOfVersion2,
    ...refusalsOfBoth,
  ];

  test.each([1, 2] as const)('name each result of version %i once', (version) => {
    const codes = codesOf(resultCodes[version]);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('name every refusal from 84010 to 84022 and from 84001 to 84006', () => {
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
    expect(codesOf(refusalsOfVersion2)).toEqual(range(84010, 84022));
    expect(codesOf(refusalsOfVersion1)).toEqual(range(84001, 84006));
  });

  test('use every word, and each has a sentence in both languages', () => {
    const inErrorsOnly = ['too_many_attempts'];
    const used = [...groups, ...Object.values(unlistedCodes)].map(({ advice }) => advice);
    const all = new Set<string>([...used, ...Object.values(adviceOfClass), ...inErrorsOnly]);
    expect([...all].sort()).toEqual([...adviceWords].sort());
    for (const { en, zh } of Object.values(adviceTable)) {
      expect(en).toMatch(/^[A-Z][^\p{Script=Han}]{10,}\.$/u);
      expect(zh).toMatch(/^[^a-zA-Z]*[\p{Script=Han}][^a-zA-Z]*。$/u);
    }
  });

  test('have words that no two states share wrongly', () => {
    const states = new Map<string, Set<string>>();
    for (const { state, advice } of groups) states.set(advice, (states.get(advice) ?? new Set()).add(state));
    expect([...(states.get('verified') ?? [])]).toEqual(['verified']);
    expect([...(states.get('cancelled') ?? [])]).toEqual(['cancelled']);
    expect([...(states.get('expired') ?? [])]).toEqual(['expired']);
  });
});
