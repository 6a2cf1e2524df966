/** Several environments, as a provider has them: a few at a time, one report. */
import { setImmediate as turn } from 'node:timers/promises';
import { eachOf, reportLines } from '../../scripts/deploy/several';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

test('three are under way at a time, and each is taken once', async () => {
  let underWay = 0;
  let most = 0;
  const taken: string[] = [];
  await eachOf(names, async (env) => {
    taken.push(env);
    most = Math.max(most, (underWay += 1));
    await turn();
    underWay -= 1;
    return '';
  });
  expect(most).toBe(3);
  expect(taken.sort()).toEqual(names);
});

test('the report has their order, whichever ended first', async () => {
  const outcomes = await eachOf(names, async (env) => {
    for (let left = names.length - names.indexOf(env); left > 0; left -= 1) await turn();
    return `${env} done`;
  });
  expect(outcomes.map(({ said }) => said)).toEqual(names.map((env) => `${env} done`));
});

test('one that fails stops no other, and the report says why', async () => {
  const outcomes = await eachOf(names, async (env) => {
    if (env === 'b') throw new Error('no such environment');
    return '1 changed';
  });
  expect(reportLines(outcomes).slice(0, 3)).toEqual([
    '6 of 7 environments stand as planned:',
    '  a: 1 changed',
    '✖ b: no such environment',
  ]);
});
