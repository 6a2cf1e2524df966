// Reads the files of a mini-program, whatever an editor or another system has left in their place.
import { readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import type { Problem } from './build-problem';

/**
 * The text of a file without its byte order mark, or undefined where there is none to read; `missing` is what to say where nothing is
 * there. Bytes that are no UTF-8 are told, and the text is there nevertheless.
 */
export function readSource(file: string, problems: Problem[], missing?: string): string | undefined {
  const wrong = (message: string, line?: number) => {
    problems.push({ kind: 'error', file, message, ...(line === undefined ? {} : { line }) });
    return undefined;
  };
  if (!isThere(file)) return missing === undefined ? undefined : wrong(missing);
  if (isFolder(file)) return wrong('this is a folder, not a file');
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (failure) {
    return wrong(`this file cannot be read: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
  const text = bytes.toString('utf8');
  const line = lineOfForeignByte(bytes, text);
  if (line !== undefined) wrong('bytes that are no UTF-8: save the file in UTF-8', line);
  return text.replace(/^\uFEFF/, '');
}

/** Something that is no folder. */
export const isFile = (file: string): boolean => isThere(file) && !isFolder(file);

/** A folder lies where a file of this name belongs. */
export const isFolder = (file: string): boolean => statsOf(file)?.isDirectory() ?? false;

/** Whether there is anything, also something that cannot be read. A link that leads nowhere, or in a circle, is nothing. */
export const isThere = (file: string): boolean => statsOf(file) !== undefined;

function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function lineOfForeignByte(bytes: Buffer, text: string): number | undefined {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return undefined;
  } catch {
    return text.slice(0, text.indexOf('\uFFFD')).split('\n').length;
  }
}
