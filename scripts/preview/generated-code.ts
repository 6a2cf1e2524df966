// The template compiler counts through short names for its variables, and in a long template comes past words of the language.
import { Script } from 'node:vm';

/** Reserved words short enough to be reached, as a variable: none of them is followed by these signs where it means what it says. */
const word = /(?<![\w$.])(?:if|in|do|for|new|try|var|let)(?=[=,);\]])/;
const textOrWord = new RegExp(`"(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*'|${word.source}`, 'g');

/** The same code, with names that the language allows. */
export function withAllowedNames(code: string): string {
  if (isRunnable(code)) return code;
  return code.replace(textOrWord, (found) => (/^["']/.test(found) ? found : `${found}$`));
}

/** Whether an expression can be run at all, as strict as a module is. */
export function isRunnable(expression: string): boolean {
  try {
    new Script(`'use strict';(${expression})`);
    return true;
  } catch {
    return false;
  }
}

/** The same code, with the WXS functions that hear of a property's change (`change:…`) handed to `wxsListener`. */
export const withLaterListeners = (code: string): string =>
  code.replace('A:function(a){return a}', 'A:wxsListener');
