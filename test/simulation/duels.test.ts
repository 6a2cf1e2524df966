/** Two calls about one order at once: whatever the order of their steps, money and promises are safe. */
import { PspHouse } from '../../scripts/simulate/psp-house';
import { fight, pairs, states } from './duels';

jest.setTimeout(120_000);

let house: PspHouse;
beforeAll(async () => {
  house = await PspHouse.open();
});
afterAll(() => house.close());

/** Where cancelling gives money back, where nothing can be closed, and where refunds may be repeated. */
const shops = [
  { paySp: 'yaband', schedules: [3, 4] },
  { paySp: 'supay', schedules: [2] },
  { paySp: 'v2', schedules: [1] },
] as const;

describe.each(shops)('at $paySp', ({ paySp, schedules }) => {
  test.each(states)('of an order that is $name, any two things may happen at once', async (state) => {
    const lost: string[] = [];
    for (const [one, other] of pairs(paySp)) {
      for (const seed of schedules) lost.push(...(await fight({ house, paySp, state, one, other }, seed)));
    }
    expect(lost.join('\n')).toBe('');
  });
});
