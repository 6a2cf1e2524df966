/**
 * The configuration fields of a PSP as data: name, whether it is secret, what it is, how it is read. Validation,
 * error messages, redaction and the documentation are all made from this one declaration.
 */
import { isObject } from './json';
import { Secret } from './secret';

/** One field. `read` gives the value or throws a FieldError that says what is wrong with it. */
export interface Field<T> {
  readonly about: string;
  readonly required: boolean;
  readonly secret: boolean;
  read(raw: unknown): T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values that a declaration of fields yields. */
export type ValuesOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

/** What is wrong with one field; never contains the value of a secret one. */
export class FieldError extends Error {}

/** How a raw value from the database becomes a typed one. */
export interface Reader<T> {
  readonly secret: boolean;
  read(raw: unknown): T;
}

/** A filled text, or a number as text. Throws FieldError. */
export function asText(raw: unknown): string {
  const text = typeof raw === 'number' ? String(raw) : raw;
  if (typeof text !== 'string' || text.trim() === '') throw new FieldError('must be a text');
  return text.trim();
}

/**
 * Text that cannot be sent or signed as it is: half characters, which no UTF-8 carries, and control characters, which
 * fall victim to forms and XML on the way. Such a text is refused, never mended in silence.
 */
const UNSENDABLE = /[\p{Cc}\p{Cs}]/u;

/** Plain text, optionally of a certain form; sent exactly as it is written, but for space around it. */
export function text(form?: RegExp, says = 'has the wrong form'): Reader<string> {
  return {
    secret: false,
    read(raw) {
      const value = asText(raw);
      if (UNSENDABLE.test(value)) {
        throw new FieldError(
          'holds a control character or half a character: nobody can sign it, write it anew',
        );
      }
      if (form && !form.test(value)) throw new FieldError(says);
      return value;
    },
  };
}

/** A secret text, optionally of an exact length in bytes. */
export function secretText(bytes?: number): Reader<Secret> {
  return {
    secret: true,
    read(raw) {
      const value = asText(raw);
      const length = Buffer.byteLength(value, 'utf8');
      if (bytes !== undefined && length !== bytes) {
        throw new FieldError(`must be exactly ${bytes} bytes long, it has ${length}`);
      }
      return new Secret(value);
    },
  };
}

/**
 * Text of which only base64 and its dashes matter, without the marks of the way it came: line breaks written out as
 * `\n` or `\r\n` (escaped once or twice), quotes, a byte order mark, characters without width.
 */
export function withoutPasteMarks(raw: string): string {
  return raw.replace(/\\+[nrt]/g, '\n').replace(/["'`\u200b-\u200d\u2060\ufeff]/g, '');
}

/** A secret file as base64 text, however it was pasted. */
export const secretBase64: Reader<Secret> = {
  secret: true,
  read(raw) {
    const value = withoutPasteMarks(asText(raw))
      .replace(/^\s*data:[^,]*;base64,/, '')
      .replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) throw new FieldError('must be base64 text');
    if (value.length % 4 === 1) throw new FieldError('is base64 text that was cut off');
    return new Secret(value);
  },
};

/** One of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return {
    secret: false,
    read(raw) {
      const word = words.find((one) => one === raw);
      if (word === undefined) throw new FieldError(`must be one of: ${words.join(', ')}`);
      return word;
    },
  };
}

/** true or false. */
export const flag: Reader<boolean> = {
  secret: false,
  read(raw) {
    if (typeof raw !== 'boolean') throw new FieldError('must be true or false');
    return raw;
  },
};

/** A map from text to text. */
export const textMap: Reader<Readonly<Record<string, string>>> = {
  secret: false,
  read(raw) {
    if (!isObject(raw)) throw new FieldError('must be an object of texts');
    return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, text().read(value)]));
  },
};

/** A whole number between bounds. */
export function whole(least: number, most: number): Reader<number> {
  return {
    secret: false,
    read(raw) {
      if (!Number.isSafeInteger(raw) || Number(raw) < least || Number(raw) > most) {
        throw new FieldError(`must be a whole number from ${least} to ${most}`);
      }
      return Number(raw);
    },
  };
}

/** A list of at most a hundred. */
export function listOf<T>(reader: Pick<Reader<T>, 'read'>): Reader<readonly T[]> {
  return {
    secret: false,
    read(raw) {
      if (!Array.isArray(raw) || raw.length > 100) throw new FieldError('must be a list of at most 100');
      return raw.map((one) => reader.read(one));
    },
  };
}

/** A field that must be there. */
export function required<T>(reader: Reader<T>, about: string): Field<T> {
  return {
    about,
    required: true,
    secret: reader.secret,
    read(raw) {
      if (raw === undefined || raw === null) throw new FieldError('is missing');
      return reader.read(raw);
    },
  };
}

/** A field that may be missing. */
export function optional<T>(reader: Reader<T>, about: string): Field<T | undefined> {
  return {
    about,
    required: false,
    secret: reader.secret,
    read: (raw) => (raw === undefined || raw === null || raw === '' ? undefined : reader.read(raw)),
  };
}

/** All fields read from a raw block, or everything that is wrong with it as `name problem` lines. */
export function readFields<F extends Fields>(
  fields: F,
  block: Readonly<Record<string, unknown>>,
): { readonly values: ValuesOf<F> } | { readonly problems: readonly string[] } {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    try {
      values[name] = field.read(block[name]);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      problems.push(`${name} ${error.message}`);
    }
  }
  if (problems.length > 0) return { problems };
  // The loop above filled exactly the names of F with what each field's reader yields.
  return { values: values as ValuesOf<F> };
}
