// The states of an order as a drawing: the ways that there are, the ways that this one went, and where it stands.
import { orderMoves } from '../../../shared/payments/order/transitions';
import type { OrderView } from '../console-data';
import { say, word } from './language';

type State = OrderView['state'];

const places: Readonly<Record<State, readonly [x: number, y: number]>> = {
  created: [64, 34],
  pending: [236, 34],
  paid: [408, 34],
  closed: [236, 116],
};
const [width, height] = [112, 34];

/** The drawing, with the same in words for who cannot see it. */
export function stateDiagram({ state, journal }: OrderView): SVGElement {
  const path = pathOf(journal);
  const went = (from: State, to: State): boolean =>
    path.some((each, at) => each === from && path[at + 1] === to);
  const label = say('diagram', { path: path.map(word).join(' → '), state: word(state) });
  const drawing = svg('svg', {
    viewBox: '0 -14 472 160',
    class: 'diagram',
    role: 'img',
    'aria-label': label,
  });
  const states = Object.keys(places) as State[];
  for (const from of states)
    for (const to of orderMoves[from]) drawing.append(arrow(from, to, went(from, to) ? 'way went' : 'way'));
  for (const each of states) drawing.append(box(each, look(each, state, path)));
  return drawing;
}

const look = (each: State, now: State, path: readonly State[]): string =>
  each === now ? 'stop here' : path.includes(each) ? 'stop been' : 'stop';

/** The states that its journal names, in their order; a move that is told twice counts once. */
function pathOf(journal: OrderView['journal']): State[] {
  const moves = journal.flatMap(({ moved = [] }) =>
    moved.flatMap((move) => (move.of === 'order' ? [move.to] : [])),
  );
  return moves.filter((each, at) => each !== moves[at - 1]);
}

function box(state: State, kind: string): SVGElement {
  const [x, y] = places[state];
  const group = svg('g', { class: kind });
  const text = svg('text', { x: String(x), y: String(y + 5), 'text-anchor': 'middle' });
  text.textContent = word(state);
  group.append(
    svg('rect', {
      ...{ x: String(x - width / 2), y: String(y - height / 2) },
      ...{ width: String(width), height: String(height), rx: '9' },
    }),
    text,
  );
  return group;
}

/** From edge to edge; `created → paid` goes over the top. */
function arrow(from: State, to: State, kind: string): SVGElement {
  const [x1, y1] = places[from];
  const [x2, y2] = places[to];
  const half = width / 2;
  const lines: Readonly<Record<string, string>> = {
    flat: `M${x1 + half} ${y1} H${x2 - half - 7}`,
    over: `M${x1} ${y1 - height / 2} C${x1 + 60} -6 ${x2 - 60} -6 ${x2 - 4} ${y2 - height / 2 - 6}`,
    down: `M${x1} ${y1 + height / 2} V${y2 - height / 2 - 7}`,
    aslant: `M${x1} ${y1 + height / 2} L${x2 - half - 5} ${y2 - 5}`,
    up: `M${x1 + half} ${y1} L${x2 - 6} ${y2 + height / 2 + 6}`,
  };
  const shape = shapeOf(from, to);
  const path = svg('path', { class: kind, d: lines[shape] ?? '', fill: 'none' });
  const end = tipOf(shape, x2, y2, half);
  const group = svg('g', {});
  group.append(path, svg('path', { class: `${kind} tip`, d: end }));
  return group;
}

function shapeOf(from: State, to: State): string {
  if (from === 'created' && to === 'paid') return 'over';
  if (to === 'closed') return from === 'created' ? 'aslant' : 'down';
  return from === 'closed' ? 'up' : 'flat';
}

function tipOf(shape: string, x: number, y: number, half: number): string {
  const top = y - height / 2;
  const tips: Readonly<Record<string, string>> = {
    flat: `M${x - half} ${y} l-8 -4 v8 z`,
    over: `M${x} ${top} l-9 -3 l5 -6 z`,
    down: `M${x} ${top} l-4 -8 h8 z`,
    aslant: `M${x - half} ${y - 3} l-9 -1 l5 -6 z`,
    up: `M${x - 3} ${y + height / 2} l-8 5 l7 3 z`,
  };
  return tips[shape] ?? '';
}

function svg(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
