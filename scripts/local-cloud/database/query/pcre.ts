// Patterns of PCRE, MongoDB's regular expressions, in JavaScript's words where the two mean different things by one sign
// or JavaScript lacks the sign.

/** The end of the text. */
const END = String.raw`(?![\s\S])`;
/** PCRE's blanks; JavaScript's `\s` also takes those of other scripts. */
const BLANKS = String.raw`\t-\r `;

const posix: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  ascii: String.raw`\x00-\x7f`,
  blank: String.raw` \t`,
  cntrl: String.raw`\x00-\x1f\x7f`,
  digit: '0-9',
  graph: String.raw`\x21-\x7e`,
  lower: 'a-z',
  print: String.raw`\x20-\x7e`,
  punct: String.raw`!-\/:-@\[-\x60\{-~`,
  space: BLANKS,
  upper: 'A-Z',
  word: String.raw`A-Za-z0-9_`,
  xdigit: 'A-Fa-f0-9',
};

const escapes: Readonly<Record<string, string>> = {
  A: String.raw`(?<![\s\S])`,
  Z: `(?=\n?${END})`,
  z: END,
  a: String.raw`\x07`,
  e: String.raw`\x1b`,
  h: String.raw`[\t ]`,
  N: String.raw`[^\n]`,
  R: String.raw`(?:\r\n|[\n-\r])`,
  s: `[${BLANKS}]`,
  S: `[^${BLANKS}]`,
};

/** Inside brackets only what stands for characters has another meaning. */
const bracketEscapes: Readonly<Record<string, string>> = {
  a: String.raw`\x07`,
  e: String.raw`\x1b`,
  h: String.raw`\t `,
  s: BLANKS,
};

const TOKENS =
  /\\Q(?<quoted>.*?)(?:\\E|$)|\\x\{(?<code>[0-9A-Fa-f]+)\}|\\(?<escape>[\s\S])|\[:(?<posix>\^?[a-z]+):\]|\(\?#[^)]*\)|\(\?P<(?=[A-Za-z_])|(?<open>\[\^?\]?)|[\s\S]/g;

interface Place {
  readonly inBrackets: boolean;
  readonly flags: string;
}

/** The pattern as JavaScript understands it, for these flags. */
export function fromPcre(pattern: string, flags: string): string {
  let [written, inBrackets] = ['', false];
  for (const token of pattern.matchAll(TOKENS)) {
    const { open } = token.groups ?? {};
    if (open !== undefined && !inBrackets) {
      inBrackets = true;
      // A closing bracket right behind the opening one is a character.
      written += open.endsWith(']') ? `${open.slice(0, -1)}\\]` : open;
      continue;
    }
    written += translated(token, { inBrackets, flags });
    if (token[0] === ']') inBrackets = false;
  }
  return written;
}

function translated(token: RegExpExecArray, place: Place): string {
  const { quoted, code, escape, posix: name } = token.groups ?? {};
  if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  if (code !== undefined) return String.raw`\u{${code}}`;
  if (escape !== undefined)
    return (place.inBrackets ? bracketEscapes : escapes)[escape] ?? plainEscape(token[0], place);
  if (name !== undefined) return place.inBrackets ? posixClass(token[0], name) : token[0];
  return place.inBrackets ? inBracket(token[0]) : sign(token[0], place.flags);
}

const posixClass = (text: string, name: string): string => {
  const members = Object.hasOwn(posix, name) ? posix[name] : undefined;
  // What JavaScript cannot say inside brackets makes the pattern invalid instead of something else.
  if (members === undefined) throw new SyntaxError(`unknown class ${text}`);
  return members;
};

/** Signs that need no backslash lose it: JavaScript forbids it there. */
const plainEscape = (text: string, { inBrackets }: Place): string => {
  const letter = text.slice(1);
  const isNeeded = /[\w\\^$.*+?()[\]{}|/]/.test(letter) || (inBrackets && letter === '-');
  return isNeeded ? text : letter;
};

const inBracket = (text: string): string => (text === '[' || text.startsWith('[^') ? `\\${text}` : text);

function sign(text: string, flags: string): string {
  if (text.startsWith('(?#')) return '';
  if (text === '(?P<') return '(?<';
  if (text === '$' && !flags.includes('m')) return `(?=\n?${END})`;
  return text === '.' && !flags.includes('s') ? String.raw`[^\n]` : text;
}
