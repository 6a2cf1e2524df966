/**
 * JSON cut into the texts it was written as, for signatures over a value as it came: reading `0.0` and writing it again makes `0`.
 * The standard parser judges the text first, with all the guards of `readJsonObject`; what is cut here is valid.
 */
import { readJsonObject } from '../kernel/json';

/**
 * Each member's value as it is written in the object, without the blanks around it. Undefined for what `readJsonObject` refuses
 * and for two members of one name, of which readers choose different ones.
 */
export function rawMembers(text: string): ReadonlyMap<string, string> | undefined {
  if (!readJsonObject(text)) return undefined;
  const members = partsOf(text).map(memberOf);
  const byName = new Map(members);
  return byName.size === members.length ? byName : undefined;
}

/** Each element as it is written in the list; undefined for what is no JSON list. */
export function rawElements(text: string): readonly string[] | undefined {
  const list = rawMembers(`{"list":${text}}`);
  return list?.size === 1 && text.trim().startsWith('[') ? partsOf(text) : undefined;
}

/** The value of a JSON text, `"a\nb"` with its quotes; undefined where the JSON is no text. */
export function textOfRaw(raw: string): string | undefined {
  const value: unknown = raw.startsWith('"') ? JSON.parse(raw) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Valid JSON without blanks, its texts escaped no more than they must be, its numbers as they were: what common writers make. */
export const compact = (raw: string): string =>
  raw.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\s+/g, (part) =>
    part.startsWith('"') ? JSON.stringify(textOfRaw(part)) : '',
  );

interface Mark {
  readonly mark: string;
  readonly at: number;
}

/** The signs that give JSON its form: those in texts are none. */
function* marksIn(text: string): Generator<Mark> {
  let isInText = false;
  for (const { 0: mark, index: at } of text.matchAll(/\\.|["[\]{},:]/gs)) {
    if (mark === '"') isInText = !isInText;
    else if (!isInText) yield { mark, at };
  }
}

/** What stands between the outermost brackets, cut at the commas that stand in no inner ones. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { mark, at } of marksIn(text)) {
    if ('[{'.includes(mark)) {
      depth += 1;
      if (depth === 1) from = at + 1;
      continue;
    }
    if (']}'.includes(mark)) depth -= 1;
    if (depth === 0 || (depth === 1 && mark === ',')) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  // Between the brackets of an empty object or list stands nothing.
  return parts.filter((part) => part !== '');
}

/** The first sign of form in a member is the colon behind its name. */
function memberOf(part: string): readonly [string, string] {
  const [first] = marksIn(part);
  const colon = first?.at ?? part.length;
  const name: unknown = JSON.parse(part.slice(0, colon));
  return [String(name), part.slice(colon + 1).trim()];
}
