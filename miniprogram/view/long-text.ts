// Texts that somebody wrote without an end.

/** The beginning of a text that has more than `most` characters, marked as such; a shorter one as it is. */
export function beginning(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most).join('').trimEnd()}…` : text;
}
