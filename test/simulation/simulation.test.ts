/** Whole shops under chance: people, mishaps, dying processes and leaps in time, over the real connectors and sandboxes. */
import { PspHouse } from '../../scripts/simulate/psp-house';
import { allPaySps, simulate, type Simulated } from '../../scripts/simulate/simulation';
import { planted } from './plants';

jest.setTimeout(120_000);

const SEEDS = 22;
/** Where every message is signed with RSA, a world takes three times as long. */
const SIGNED_SEEDS = 12;
const STEPS = 250;
/** So many seeds may pass before a planted mistake is found. */
const PATIENCE = 120;

let house: PspHouse;
beforeAll(async () => {
  house = await PspHouse.open();
});
afterAll(() => house.close());

/** Fails with all that happened, so that it can be read and repeated. */
function mustHold({ seed, paySps, violations, history }: Simulated): void {
  if (violations.length === 0) return;
  throw new Error([`seed ${seed}, ${paySps.join(' then ')}`, ...history, ...violations].join('\n'));
}

describe.each(allPaySps)('a shop at %s', (paySp) => {
  const lines: string[] = [];
  const seeds = paySp.startsWith('v3') ? SIGNED_SEEDS : SEEDS;

  test(`keeps its promises in ${seeds} worlds`, async () => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const simulated = await simulate({ seed, house, paySp, steps: STEPS });
      mustHold(simulated);
      lines.push(...simulated.history);
    }
  });

  test.each([
    ['orders are paid', / is paid,/],
    ['orders are closed', / is closed/],
    ['refunds succeed', /:succeeded/],
    ['processes die', / dies: /],
    ['the PSP does not answer', /outcome=unknown why=timeout/],
    ['two write at once', /somebody wrote before/],
  ])('in which %s', (_, line) => {
    expect(lines.some((one) => line.test(one))).toBe(true);
  });
});

test('a shop with several PSPs keeps its promises', async () => {
  for (let seed = 1; seed <= SIGNED_SEEDS; seed += 1)
    mustHold(await simulate({ seed, house, hasRoute: true, steps: STEPS }));
});

test.each([3, 17])('seed %i is the same history, line by line, whenever it is run', async (seed) => {
  const [once, twice] = [await simulate({ seed, house }), await simulate({ seed, house })];
  expect(once.history.length).toBeGreaterThan(100);
  expect(twice).toEqual(once);
});

test.each(planted)('notices when $mistake', async ({ paySp, plant, reads }) => {
  const found: string[] = [];
  for (let seed = 1; !found.some((one) => reads.test(one)) && seed <= PATIENCE; seed += 1) {
    const { violations } = await simulate({ seed, house, paySp, plant });
    found.push(...violations);
  }
  expect(found.join('\n')).toMatch(reads);
});
