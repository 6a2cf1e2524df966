/** The operators' page explains every reason for which something waits for a person, and names the actions that there are. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { payActions } from '../../../shared/payments/door';
import { attentionReasons } from '../../../shared/payments/order/order';

const page = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'operators.md'), 'utf8');

/** The first cells of a table's rows, and all that the rows say. */
function rows(heading: string): ReadonlyMap<string, string> {
  const [, after = ''] = page.split(heading);
  const [table = ''] = after.split(/\n\n(?!\|)/).filter((part) => part.includes('|'));
  const lines = table.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(lines.map((line) => [/`(\w+)`/.exec(line)?.[1] ?? '', line]));
}

test('every reason has its row, with what ends it, and no other reason has one', () => {
  const reasons = rows('## What each reason means');
  const explained = [...reasons.keys()].filter((name) => name !== 'reason');
  expect([...explained].sort()).toEqual([...attentionReasons].sort());
});

test('each reason is ended by an action that there is', () => {
  const reasons = rows('## What each reason means');
  for (const reason of attentionReasons) {
    const ends = reasons.get(reason)?.split('|').at(-2) ?? '';
    const named = [...ends.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect({ reason, actions: named.filter((name) => name in payActions) }).not.toEqual({
      reason,
      actions: [],
    });
  }
});

test('every action of operators has its row', () => {
  const actions = [...rows('# For operators').keys()].filter((name) => name !== 'action');
  expect(actions.filter((name) => !(name in payActions))).toEqual([]);
  expect(actions).toEqual(
    expect.arrayContaining([
      'listaside',
      'resolve',
      'resolverefund',
      'asknow',
      'closeorder',
      'retry',
      'seen',
    ]),
  );
});
