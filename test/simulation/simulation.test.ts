/** Whole shops under chance: people, mishaps, dying processes and leaps in time, over the real connectors and sandboxes. */
import { PspHouse } from '../../scripts/simulate/psp-house';
import { paySps } from '../../shared/payments/psp';
import { simulate, type Simulated } from '../../scripts/simulate/simulation';

/** Thousands more are run by `.ci/run`, any number by `npm run simulate`. */
const SEEDS = 10;

let house: PspHouse;
beforeAll(async () => {
  house = await PspHouse.open();
});
afterAll(() => house.close());

/** Fails with all that happened, so that it can be read and repeated. */
async function mustHold({ seed, paySps, violations }: Simulated, paySp?: string): Promise<void> {
  if (violations.length === 0) return;
  const wanted = paySp === undefined ? {} : { paySp };
  const { history } = await simulate({ seed, house, isTold: true, ...wanted });
  throw new Error([`seed ${seed}, ${paySps.join(' then ')}`, ...history, ...violations].join('\n'));
}

test.each(paySps)(`a shop at %s keeps its promises in ${SEEDS} worlds`, async (paySp) => {
  for (let seed = 1; seed <= SEEDS; seed += 1) await mustHold(await simulate({ seed, house, paySp }), paySp);
});

describe('in three hundred worlds', () => {
  const lines: string[] = [];

  beforeAll(async () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const simulated = await simulate({ seed, house, isTold: true });
      await mustHold(simulated);
      lines.push(...simulated.history);
    }
  });

  test.each([
    ['orders are paid', / is paid,/],
    ['orders are paid after they were closed', / is paid late,/],
    ['orders are closed', / is closed/],
    ['refunds succeed', /:succeeded/],
    ['refunds fail', /:failed/],
    ['refunds have no answer', /:requested\?/],
    ['money is kept aside', /attention.* kept_aside/],
    ['processes die', / dies: /],
    ['the PSP does not answer', /outcome=unknown why=timeout/],
    ['the PSP is not reached', /outcome=unsent why=unreachable/],
    ['answers are cut off, unreadable or signed wrongly', /why=(cut_off|unreadable|unverified)/],
    ['the database fails', /the database fails (before|after)/],
    ['two write at once', /somebody wrote before/],
    ['a read is out of date', /one write old/],
    ['the hook fails', /hook begins for \S+ \((fails|hangs)/],
    ['notices are lost and doubled', /a notice leaves .*(lost|doubled)/],
    ['forged notices are refused', /log notice_refused/],
    ['a stranger is refused', /stranger: .*ORDER_NOT_FOUND|stranger: .*FORBIDDEN/],
    ['the configuration is wrong for a while', /CONFIG_(INVALID|MISSING)/],
  ])('%s', (_, line) => {
    expect(lines.some((one) => line.test(one))).toBe(true);
  });
});

test.each([3, 17, 200])('seed %i is the same history, line by line, whatever ran before', async (seed) => {
  const once = await simulate({ seed, house, isTold: true });
  await simulate({ seed: seed + 1, house });
  const twice = await simulate({ seed, house, isTold: true });
  expect(once.history.length).toBeGreaterThan(50);
  expect(twice).toEqual(once);
});

test('a seed ends the same whether its history is told or not', async () => {
  for (let seed = 200; seed < 220; seed += 1) {
    const { counts } = await simulate({ seed, house });
    expect((await simulate({ seed, house, isTold: true })).counts).toEqual(counts);
  }
});
