/** Random damage to a text: what a broken proxy, a careless library or a fuzzer does to it. */
import type { Dice } from './dice';

/** Makes one or several changes to a text; `pieces` are what is put in. */
export function damaged(text: string, pieces: readonly string[], dice: Dice): string {
  let result = text;
  for (let left = 1 + dice.below(3); left > 0; left -= 1) result = once(result, pieces, dice);
  return result;
}

function once(text: string, pieces: readonly string[], dice: Dice): string {
  const at = dice.below(text.length + 1);
  const end = Math.min(text.length, at + dice.below(24));
  const [head, span, tail] = [text.slice(0, at), text.slice(at, end), text.slice(end)];
  switch (dice.below(8)) {
    case 0:
      return head + dice.of(pieces) + span + tail;
    case 1:
      return head + dice.of(pieces) + tail;
    case 2:
      return head + tail;
    case 3:
      return head + span + span + tail;
    case 4:
      return tail + head + span;
    case 5:
      return head + Array.from(span).reverse().join('') + tail;
    case 6:
      return head + span.toUpperCase() + tail;
    default:
      return head + String.fromCharCode(dice.below(dice.below(4) === 0 ? 65_536 : 128)) + span + tail;
  }
}
