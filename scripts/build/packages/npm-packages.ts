/** Where the npm packages of a mini-program lie, and which file a reference into one means. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** A package as the mini-program sees it: only what is below its mini-program folder. */
export interface NpmPackage {
  readonly name: string;
  /** The folder that DevTools would copy. */
  readonly folder: string;
}

/** A reference into a package: its name, and the path below its mini-program folder. */
export interface PackagePath {
  readonly name: string;
  readonly rest: string;
}

/** Splits `tdesign-miniprogram/search/search`; undefined for anything that begins like a file. */
export function packagePath(reference: string): PackagePath | undefined {
  const match = /^(?:\/?miniprogram_npm\/)?((?:@[\w.-]+\/)?[\w][\w.-]*)(?:\/(.*))?$/.exec(reference);
  if (!match?.[1]) return undefined;
  return { name: match[1], rest: match[2] ?? '' };
}

/** Finds a package in the node_modules folders of a project, nearest first, then in those given. */
export function findPackage(name: string, folders: readonly string[]): NpmPackage | undefined {
  for (const folder of folders) {
    const home = path.join(folder, name);
    const manifest = path.join(home, 'package.json');
    if (!existsSync(manifest)) continue;
    const below = miniProgramFolder(manifest);
    if (existsSync(path.join(home, below))) return { name, folder: path.join(home, below) };
  }
  return undefined;
}

/** What a package's manifest says; one that cannot be read says nothing. */
function miniProgramFolder(manifest: string): string {
  try {
    const { miniprogram } = JSON.parse(readFileSync(manifest, 'utf8')) as { miniprogram?: unknown };
    if (typeof miniprogram === 'string') return miniprogram;
  } catch {
    // Whoever uses the package is told that it is not there.
  }
  return 'miniprogram_dist';
}

/** The node_modules folders that a project sees, nearest first. */
export function nodeModulesOf(root: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path.resolve(root); ; at = path.dirname(at)) {
    folders.push(path.join(at, 'node_modules'));
    if (at === path.dirname(at)) return folders;
  }
}

/** The file that a reference without its ending means, or undefined. */
export function existingFile(candidates: readonly string[]): string | undefined {
  return candidates.find((file) => existsSync(file) && statSync(file).isFile());
}
