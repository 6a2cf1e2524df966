// Texts that somebody wrote without an end.

/** So much of a specification's name stands beside a price, in characters. */
export const mostOfName = 60;

/** The beginning of a text that has more than `most` characters, marked as such; a shorter one as it is. */
export function beginning(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most).join('').trimEnd()}…` : text;
}
