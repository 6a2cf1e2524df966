/** `npm run simulate -- --seeds 1000 --from 1 [--steps 300] [--psp yaband]`: whole shops under chance, told by a seed. */
import { parseArgs } from 'node:util';
import { PspHouse } from './simulate/psp-house';
import { simulate, type Simulated } from './simulate/simulation';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string' },
    psp: { type: 'string' },
    history: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const house = await PspHouse.open();
  const [count, from] = [Number(values.seeds), Number(values.from)];
  let violations = 0;
  const all = { orders: 0, paid: 0, refunds: 0 };
  for (let seed = from; seed < from + count; seed += 1) {
    const simulated = await simulate({
      seed,
      house,
      ...(values.steps === undefined ? {} : { steps: Number(values.steps) }),
      ...(values.psp === undefined ? {} : { paySp: values.psp }),
    });
    if (simulated.violations.length > 0 || values.history) print(simulated);
    if (simulated.violations.length > 0) violations += 1;
    all.orders += simulated.counts.orders;
    all.paid += simulated.counts.paid;
    all.refunds += simulated.counts.refunds;
    const words = `${all.orders} orders, ${all.paid} of them paid, ${all.refunds} refunds`;
    if ((seed - from) % 100 === 99) console.log(`… seed ${seed}: ${words} so far`);
  }
  await house.close();
  console.log(`${count} seeds, ${violations} violations`);
  if (violations > 0) process.exitCode = 1;
}

function print({ seed, paySps, history, violations }: Simulated): void {
  console.log(`seed ${seed}, ${paySps.join(' then ')}`);
  for (const line of history) console.log(line);
  for (const violation of violations)
    console.log(`seed ${seed}, ${paySps.join('+')}: VIOLATION ${violation}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
