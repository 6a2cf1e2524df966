/** Text of shops and payers on its way into a signed text. */

/**
 * Free text for PSPs that sign `name=value&…` without escaping: `&` and `=` would let it pretend to be further signed
 * fields. Only for what customers and operators write; what is configured is sent as it is, or refused.
 */
export const harmless = (words: string): string => words.replace(/[&=]/g, ' ');
