import { PspHouse } from '../../scripts/simulate/psp-house';
import { runFlow } from './crash-world';
import { flows } from './flows';
void (async () => {
  const house = await PspHouse.open();
  const [paySp = '', name = '', at = '1', moment = 'before'] = process.argv.slice(2);
  const flow = flows.find((f) => f.name.includes(name))!;
  const one = await runFlow(
    flow,
    { house, paySp },
    JSON.parse(process.argv[6] ?? 'null') ?? [{ at: Number(at), moment: moment as 'before' }],
  );
  console.log(one.history.join('\n'));
  console.log(one.violations);
  await house.close();
})();
