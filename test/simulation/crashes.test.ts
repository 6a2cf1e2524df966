/** The process of each call is ended at each of its port calls: before the effect, with it under way, and after it. */
import { PspHouse } from '../../scripts/simulate/psp-house';
import { moments, runFlow, type Kill, type Outcome } from './crash-world';
import { flows } from './flows';

jest.setTimeout(120_000);

let house: PspHouse;
beforeAll(async () => {
  house = await PspHouse.open();
});
afterAll(() => house.close());

function mustHold({ violations, history }: Outcome): void {
  if (violations.length > 0) throw new Error([...history, ...violations].join('\n'));
}

/** yaband: cancelling gives money back; v3: refunds may be repeated; vr: nobody is notified; supay: nothing can be closed. */
describe.each(['yaband', 'v3', 'vr', 'supay'])('at %s', (paySp) => {
  test.each(flows)('nothing is lost or done twice when the process dies while $name', async (flow) => {
    const undisturbed = await runFlow(flow, { house, paySp }, []);
    mustHold(undisturbed);
    for (let at = 1; at <= undisturbed.ports; at += 1) {
      for (const moment of moments) mustHold(await runFlow(flow, { house, paySp }, [{ at, moment }]));
    }
  });
});

/** The second death falls on whatever is done after the first: the repetition, the timer, the next notice. */
test.each(flows)('nothing is lost or done twice when two processes die while $name', async (flow) => {
  const { ports } = await runFlow(flow, { house, paySp: 'yaband' }, []);
  for (let at = 1; at <= ports; at += 1) {
    for (let next = at + 1; next <= at + 8; next += 1) {
      const kills: readonly Kill[] = [
        { at, moment: 'after' },
        { at: next, moment: 'after' },
      ];
      mustHold(await runFlow(flow, { house, paySp: 'yaband' }, kills));
    }
  }
});
