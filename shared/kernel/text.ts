/** Free text on its way to somebody who counts it in a unit of their own. */

/** How much text a field takes: UTF-8 bytes, characters (code points), or UTF-16 code units. */
export interface TextLimit {
  readonly most: number;
  readonly unit: 'bytes' | 'characters' | 'code units';
}

const LONE_HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text without half surrogate pairs, which no UTF-8 can carry. */
export function wellFormed(text: string): string {
  return text.replace(LONE_HALF, '');
}

function sizeOf(character: string, unit: TextLimit['unit']): number {
  if (unit === 'bytes') return Buffer.byteLength(character, 'utf8');
  return unit === 'characters' ? 1 : character.length;
}

/** How large a text is in a unit. */
export function sizeIn(text: string, unit: TextLimit['unit']): number {
  if (unit === 'code units') return text.length;
  return unit === 'bytes' ? Buffer.byteLength(text, 'utf8') : Array.from(text).length;
}

/** The beginning of a text that fits a limit: whole characters only, no half ones. */
export function fit(text: string, { most, unit }: TextLimit): string {
  let size = 0;
  let fitting = '';
  for (const character of wellFormed(text)) {
    size += sizeOf(character, unit);
    if (size > most) break;
    fitting += character;
  }
  return fitting;
}
