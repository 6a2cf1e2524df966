import { PspHouse } from '../../scripts/simulate/psp-house';
import { fight, pairs, states } from './duels';
void (async () => {
  const house = await PspHouse.open();
  const [n = '5', ...psps] = process.argv.slice(2);
  for (const paySp of psps) {
    const t = Date.now();
    let runs = 0;
    for (const state of states)
      for (const [one, other] of pairs(paySp)) {
        for (let seed = 1; seed <= Number(n); seed += 1) {
          runs += 1;
          const story = await fight({ house, paySp, state, one, other }, seed);
          if (story.length) {
            console.log(paySp, '|', state.name, '|', one.name, '|', other.name, '| seed', seed, story.at(-1));
            break;
          }
        }
      }
    console.log(paySp, runs, 'runs', Date.now() - t, 'ms');
  }
  await house.close();
})();
