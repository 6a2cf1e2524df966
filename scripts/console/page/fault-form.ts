// Makes a sandbox misbehave: the next request of an operation is answered badly.
import type { ConsoleState } from '../console-data';
import { button, el, select } from './dom';
import { say } from './language';
import { control } from './local-port';

export function faultForm({ sandboxes, operations, faultKinds }: ConsoleState): HTMLElement {
  const same = (words: readonly string[]) => words.map((each) => [each, each] as const);
  const names = sandboxes.map(({ paySp }) => paySp);
  const paySp = select('fault-sp', say('faultProvider'), same(names));
  const operation = select('fault-operation', say('faultOperation'), same(operations));
  const kind = select('fault-kind', say('faultKind'), same(faultKinds));
  const times = select(
    'fault-times',
    say('faultTimes'),
    ['1', '2', '5'].map((each) => [each, `× ${each}`]),
  );
  const add = button(say('addFault'), () => {
    const fault = { operation: operation.value, kind: kind.value };
    return control('fault', { pay_sp: paySp.value, ...fault, times: Number(times.value) }, () =>
      say('faultAdded', { name: paySp.value, ...fault, times: times.value }),
    );
  });
  return el('span', 'line', paySp, operation, kind, times, add);
}
