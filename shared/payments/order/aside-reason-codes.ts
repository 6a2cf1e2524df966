/** The code of a reason, told from its sentence: so what was kept before there were codes has one too. */
import { asideReasons, type AsideReason } from './aside-reasons';

const HOLE = '\0';
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The sentence with anything in its holes. */
function shapeOf(say: (...parts: string[]) => string): RegExp {
  const fixed = say(HOLE, HOLE, HOLE).split(HOLE).map(escaped);
  return new RegExp(`^${fixed.join('.*')}$`, 's');
}

const shapes = Object.entries(asideReasons).map(
  ([code, say]) => [code as AsideReason, shapeOf(say)] as const,
);

/** The code of a sentence; undefined for one of another version. */
export const asideReasonIn = (sentence: string): AsideReason | undefined =>
  shapes.find(([, shape]) => shape.test(sentence))?.[0];
