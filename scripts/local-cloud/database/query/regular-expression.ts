// Regular expressions as MongoDB takes them: a text with options, or an expression that may have its own.
import { requestFailed } from '../database-errors';
import { fromPcre } from './pcre';

/** Compiles a pattern; `x` (blanks and comments) is taken out here, `(?i)` at the front becomes a flag. */
export function regexOf(pattern: unknown, options?: unknown, what = '$regex'): RegExp {
  if (pattern instanceof RegExp) {
    if (options === undefined) return pattern;
    return compiled(pattern.source, flagsOf(options, what), what);
  }
  if (typeof pattern !== 'string') throw requestFailed(`${what} has to be a string`);
  return compiled(pattern, flagsOf(options, what), what);
}

function flagsOf(options: unknown, what: string): string {
  if (options === undefined || options === null) return '';
  if (typeof options !== 'string') throw requestFailed('$options has to be a string');
  const wrong = Array.from(options).find((flag) => !'imsxu'.includes(flag));
  if (wrong !== undefined) throw requestFailed(`${what}: invalid flag in regex options: ${wrong}`);
  return options;
}

function compiled(given: string, options: string, what: string): RegExp {
  if (given.includes('\0'))
    throw requestFailed(`${what}: Regular expression cannot contain an embedded null byte`);
  const inline = /^\(\?([imsx]+)\)/.exec(given);
  const all = new Set(`${options}${inline?.[1] ?? ''}`);
  const bare = inline ? given.slice(inline[0].length) : given;
  const pattern = all.has('x') ? withoutBlanks(bare) : bare;
  const flags = [...all].filter((flag) => 'ims'.includes(flag)).join('');
  try {
    const inJavaScript = fromPcre(pattern, flags);
    const regex = unicode(inJavaScript, flags) ?? new RegExp(inJavaScript, flags);
    // Where it is stored and read back it is the pattern that was given.
    return Object.defineProperty(regex, 'source', { value: pattern });
  } catch {
    throw requestFailed(`${what}: Regular expression is invalid: ${given.slice(0, 100)}`);
  }
}

/** MongoDB matches characters and not halves of them; a few old patterns are valid only without. */
function unicode(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return undefined;
  }
}

const withoutBlanks = (pattern: string): string =>
  pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\s+|#.*$/gm, (part) => (/^[\s#]/.test(part) ? '' : part));
