// Finds the author's own line in what a browser says of an error.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import path from 'node:path';

/** A place in the author's sources; `line` from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

const ours = path.join(__dirname, '..');

/** The first place of a stack that is neither the preview's own nor a package's; `root` is what paths are relative to. */
export function placeInSources(stack: string, phoneDir: string, root: string): SourcePlace | undefined {
  const mapFile = path.join(phoneDir, 'phone.js.map');
  if (!existsSync(mapFile)) return undefined;
  const map = new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as SourceMapPayload);
  for (const [, line = '1', column = '1'] of stack.matchAll(/phone\.js:(\d+):(\d+)/g)) {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry)) continue;
    const file = path.resolve(phoneDir, entry.originalSource);
    const isTheirs =
      !file.startsWith(`${ours}${path.sep}`) && !/[\\/](node_modules|miniprogram_npm)[\\/]/.test(file);
    if (isTheirs && existsSync(file))
      return { file: path.relative(root, file), line: entry.originalLine + 1 };
  }
  return undefined;
}
