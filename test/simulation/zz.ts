import { PspHouse } from '../../scripts/simulate/psp-house';
import { simulate } from '../../scripts/simulate/simulation';
import { planted } from './plants';
void (async () => {
  const house = await PspHouse.open();
  for (const { mistake, paySp, plant } of planted.filter(
    (p) => !process.argv[2] || p.mistake.includes(process.argv[2]),
  )) {
    const found: number[] = [];
    let what = '';
    let seed = 1;
    const t = Date.now();
    for (; seed <= 60 && found.length < 3; seed += 1) {
      const s = await simulate({ seed, house, paySp, plant });
      if (s.violations.length > 0) {
        found.push(seed);
        what ||= s.violations[0] ?? '';
      }
    }
    console.log(mistake, '|', paySp, found.join(' '), '|', what, Date.now() - t, 'ms');
  }
  await house.close();
})();
