// Whether two answers are the same, apart from fields that never are.
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Deeper than answers nest; JSON that is made to be deep must not end the comparison. */
const DEEPEST = 100;
/** So much of a value is shown, characters. */
const SHOWN = 80;

/** The first difference, in words; undefined where there is none. Fields with an ignored name count nowhere. */
export function differenceOf(was: Answer, is: Answer, ignored: ReadonlySet<string>): string | undefined {
  if (was.status !== is.status) return `status ${was.status} became ${is.status}`;
  if (was.body.equals(is.body)) return undefined;
  const said = new Comparison(ignored).of(read(was.body), read(is.body), '', 0);
  return said?.replace(/^\.|^(?=:|\[)/, (start) => (start === '.' ? '' : 'body'));
}

/** What JSON says; other text as it is, and bytes that are no text as base64. */
function read(body: Buffer): unknown {
  const text = body.toString('utf8');
  return Buffer.from(text).equals(body) ? opened(text) : body.toString('base64');
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

class Comparison {
  constructor(private readonly ignored: ReadonlySet<string>) {}

  of(was: unknown, is: unknown, place: string, depth: number): string | undefined {
    if (depth > DEEPEST) return `${place.slice(0, SHOWN)}…: nested too deeply to be compared`;
    const [a, b] = [opened(was), opened(is)];
    if (Array.isArray(a) && Array.isArray(b)) return this.ofLists(a, b, place, depth);
    if (isFields(a) && isFields(b)) return this.ofFields(a, b, place, depth);
    return Object.is(a, b) ? undefined : `${place}: ${shown(was)} became ${shown(is)}`;
  }

  private ofLists(
    was: readonly unknown[],
    is: readonly unknown[],
    place: string,
    depth: number,
  ): string | undefined {
    if (was.length !== is.length) return `${place}: ${was.length} entries became ${is.length}`;
    for (const [index, entry] of was.entries()) {
      const said = this.of(entry, is[index], `${place}[${index}]`, depth + 1);
      if (said !== undefined) return said;
    }
    return undefined;
  }

  private ofFields(was: Fields, is: Fields, place: string, depth: number): string | undefined {
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      if (this.ignored.has(name)) continue;
      const said = this.of(own(was, name), own(is, name), `${place}.${name}`, depth + 1);
      if (said !== undefined) return said;
    }
    return undefined;
  }
}

/** Documents travel as text inside of JSON, and functions answer JSON as text. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = flat(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** JSON text of a list or an object can be as deep as JSON may be. */
function flat(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (!isFields(value)) return JSON.stringify(value);
  const names = Object.keys(value).slice(0, 5);
  return names.length === 0 ? 'an object' : `an object with ${names.join(', ')}`;
}
