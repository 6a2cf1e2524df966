import { PspHouse } from '../../scripts/simulate/psp-house';
import { moments, runFlow } from './crash-world';
import { flows } from './flows';
void (async () => {
  const house = await PspHouse.open();
  for (const paySp of process.argv.slice(2))
    for (const flow of flows) {
      const t = Date.now();
      const calm = await runFlow(flow, { house, paySp }, []);
      if (calm.violations.length) {
        console.log(paySp, flow.name, 'CALM', calm.violations);
        continue;
      }
      let n = 0;
      for (let at = 1; at <= calm.ports; at += 1)
        for (const moment of moments) {
          const one = await runFlow(flow, { house, paySp }, [{ at, moment }]);
          n += 1;
          if (one.violations.length)
            console.log(
              paySp,
              flow.name,
              at,
              moment,
              one.history.find((l) => l.includes('killed'))?.trim(),
              one.violations,
            );
        }
      console.log(paySp, flow.name, calm.ports, 'ports', n, 'kills', Date.now() - t, 'ms');
    }
  await house.close();
})();
