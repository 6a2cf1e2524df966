/** The process of each call is ended at each of its port calls: before the effect, with it under way, and after it. */
import { PspHouse } from '../../scripts/simulate/psp-house';
import type { Moment } from '../../scripts/simulate/instance';
import { moments, runFlow, type Flow, type Kill, type Outcome } from './crash-world';
import { everyNth, someOf } from '../thorough';
import { flows } from './flows';

let house: PspHouse;
beforeAll(async () => {
  house = await PspHouse.open();
});
afterAll(() => house.close());

function mustHold({ violations, history }: Outcome): void {
  if (violations.length > 0) throw new Error([...history, ...violations].join('\n'));
}

/** yaband: cancelling gives money back; v3: refunds may be repeated; vr: nobody is notified; supay: nothing can be closed. */
describe.each(someOf(['yaband', 'v3', 'vr', 'supay'], ['yaband', 'v3']))('at %s', (paySp) => {
  test.each(flows)('nothing is lost or done twice when the process dies while $name', async (flow) => {
    const undisturbed = await runFlow(flow, { house, paySp }, []);
    mustHold(undisturbed);
    for (let at = 1; at <= undisturbed.ports; at += 1) {
      for (const moment of moments) mustHold(await runFlow(flow, { house, paySp }, [{ at, moment }]));
    }
  });
});

/** A call that is under way when its process dies may have had its effect, or not: both, at both deaths. */
const bothMoments: readonly (readonly [Moment, Moment])[] = [
  ['after', 'after'],
  ['after', 'during'],
  ['during', 'after'],
  ['during', 'during'],
];

/** Ends a first process, then a second one at each port call that follows: the repetition, the timer, the next notice. */
async function killTwice(flow: Flow, first: Kill, moment: Moment): Promise<number> {
  for (let at = first.at + 1; ; at += 1) {
    const outcome = await runFlow(flow, { house, paySp: 'yaband' }, [first, { at, moment }]);
    mustHold(outcome);
    if (outcome.deaths < 2) return at - first.at - 1;
  }
}

describe.each(bothMoments)('two processes die, %s and %s a port call', (one, other) => {
  test.each(flows)('nothing is lost or done twice while $name', async (flow) => {
    const { ports } = await runFlow(flow, { house, paySp: 'yaband' }, []);
    const turn = flows.indexOf(flow) + bothMoments.findIndex((pair) => pair[0] === one && pair[1] === other);
    const deaths = everyNth(
      Array.from({ length: ports }, (_, place) => place + 1),
      3,
      turn,
    );
    let pairs = 0;
    for (const at of deaths) pairs += await killTwice(flow, { at, moment: one }, other);
    expect(pairs).toBeGreaterThanOrEqual(deaths.length);
  });
});
