/**
 * The icons of the component library without its font, which would come from a CDN: one style sheet with a mask for each icon that
 * is used, drawn from the same icon set. A mask takes the colour and the size of the text, as the font did.
 */
import { readFileSync } from 'node:fs';

/** Name → SVG body, as the icon set gives it. */
export type IconSet = ReadonlyMap<string, string>;

/** Reads the icon set from its package's `icons.json`. */
export function readIconSet(file: string): IconSet {
  const { icons } = JSON.parse(readFileSync(file, 'utf8')) as { icons: Record<string, { body: string }> };
  return new Map(Object.entries(icons).map(([name, { body }]) => [name, body]));
}

/** Icons that a source of one's own may show: every literal that is the name of one. */
export function iconsNamed(text: string, icons: IconSet): readonly string[] {
  return literals(text).filter((name) => icons.has(name));
}

/** Icons that the library's own code shows: the literals that follow a name with "icon" in it, or stand in an icon's `name`. */
export function iconsOfLibrary(text: string, icons: IconSet): readonly string[] {
  const places = text.match(/icon[\w-]*["']?\s*[:=?(][^;]{0,200}|<t-icon\b[^>]*>/gi) ?? [];
  return places.flatMap((place) => iconsNamed(place, icons));
}

const literals = (text: string): readonly string[] =>
  [...text.matchAll(/["'`>]\s*([a-z][a-z0-9-]*)\s*["'`<]/g)].flatMap(([, name]) => name ?? []);

/** The library's icon sheet with its first rules kept, the font and its 2000 code points replaced. */
export function iconSheet(original: string, names: Iterable<string>, icons: IconSet): string {
  const [before = ''] = original.split('@font-face');
  const own = original.match(/\.t-icon(?:--image|__image|-base)\{[^}]*\}/g) ?? [];
  const used = [...new Set(names)].sort();
  // Only icons of this set: another font's stay as they are.
  const frame = used.length === 0 ? '' : `${used.map((name) => `.t-icon-${name}:before`).join()}{${FRAME}}`;
  const rows = used.map((name) => `.t-icon-${name}:before{${mask(icons.get(name) ?? '')}}`);
  return [before.trim(), ...own, frame, ...rows, ''].join('\n');
}

const FRAME =
  "content:'';display:block;width:1em;height:1em;background:currentColor;-webkit-mask:center/contain no-repeat;";

function mask(body: string): string {
  const svg = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>${body.replace(/"/g, "'")}</svg>`;
  const address = svg
    .replace(/[%#<>{}]/g, (sign) => encodeURIComponent(sign))
    .replace(/currentColor/g, 'black');
  return `-webkit-mask-image:url("data:image/svg+xml,${address}");`;
}
