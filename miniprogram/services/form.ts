// What a value from outside the program must look like to be what it is said to be. Where one is wrong it is left out: a page that
// shows one thing less is better than one that shows nothing.

/** Whether a value has a form. */
export type Form<T> = (value: unknown) => value is T;

/** Reads a value; undefined where there is nothing right in it. */
export type Reader<T> = (value: unknown) => T | undefined;

export const isText: Form<string> = (value) => typeof value === 'string';

export const isYesOrNo: Form<boolean> = (value) => typeof value === 'boolean';

/** A number of ours or of a PSP: some characters without spaces. */
export const isNumber: Form<string> = (value): value is string => isText(value) && /^\S{1,64}$/.test(value);

/** An amount in minor units, or a count: a whole number that can be calculated with. */
export const isAmount: Form<number> = (value): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** A moment in ms since the epoch that a calendar knows. */
export const isMoment: Form<number> = (value): value is number => isAmount(value) && value <= 8.64e15;

/** A currency (ISO 4217). */
export const isCurrency: Form<string> = (value): value is string => isText(value) && /^[A-Z]{3}$/.test(value);

/** One of these words. */
export const isOneOf =
  <T extends string>(...words: readonly T[]): Form<T> =>
  (value): value is T =>
    words.some((word) => word === value);

/** What may be missing. */
export const maybe =
  <T>(form: Form<T>): Form<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || form(value);

/** A list of nothing else. */
export const isListOf =
  <T>(form: Form<T>): Form<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(form);

/** An object whose fields have these forms; further ones are nobody's concern. */
export const hasForms =
  <T extends object>(forms: { readonly [Field in keyof T]-?: Form<T[Field]> }): Form<T> =>
  (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries<(field: unknown) => boolean>(forms).every(([name, isRight]) =>
      isRight((value as Readonly<Record<string, unknown>>)[name]),
    );

/** The value where it has the form. */
export const one =
  <T>(form: Form<T>): Reader<T> =>
  (value) =>
    form(value) ? value : undefined;

/** What of a list has the form; undefined where nothing of it has. */
export const those =
  <T>(form: Form<T>): Reader<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const right = value.filter((each: unknown) => form(each));
    return right.length > 0 || value.length === 0 ? right : undefined;
  };
