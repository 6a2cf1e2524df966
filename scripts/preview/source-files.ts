// Where the parts of a mini-program lie: its own folder, and the npm packages that were packed for it.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { existingFile } from '../build/packages/npm-packages';
import { PACKED } from '../build/packages/pack';

/** Finds files by their code path, WeChat's name for them: the path below the root without extension. */
export class SourceFiles {
  /** `packed` holds one folder per npm package whose source is known; others lie where the author has packed them. */
  constructor(
    readonly root: string,
    private readonly packed: string,
  ) {}

  /** The absolute path for a code path, without extension. */
  fileOf(codePath: string): string {
    const own = path.join(this.root, codePath);
    if (!codePath.startsWith(`${PACKED}/`)) return own;
    const rest = codePath.slice(PACKED.length + 1);
    const [name = ''] = /^(@[^/]+\/)?[^/]+/.exec(rest) ?? [];
    return existsSync(path.join(this.packed, name)) ? path.join(this.packed, rest) : own;
  }

  /** The code path of the component that `from` calls `reference`, or undefined where there is none. */
  component(reference: string, from: string): string | undefined {
    return this.candidates(reference, from)
      .flatMap((one) => [one, `${one}/index`])
      .find((one) => existsSync(`${this.fileOf(one)}.json`) || existsSync(`${this.fileOf(one)}.wxml`));
  }

  /** The absolute path of a file that `from` names in an import: a script, a sheet or a template. */
  named(reference: string, from: string, endings: readonly string[]): string | undefined {
    const places = this.candidates(reference, from).map((one) => this.fileOf(one));
    const beside = places.flatMap((place) => endings.map((ending) => `${place}${ending}`));
    return existingFile(beside);
  }

  /** The script of a page or component. */
  script(codePath: string): string | undefined {
    return existingFile(['.ts', '.js'].map((ending) => `${this.fileOf(codePath)}${ending}`));
  }

  /** The code path of an absolute path, as `from` in the other questions. */
  codePathOf(file: string): string {
    const inPacked = path.relative(this.packed, file);
    const isOwn = inPacked.startsWith('..') || path.isAbsolute(inPacked);
    const place = isOwn ? path.relative(this.root, file) : path.join(PACKED, inPacked);
    return place.split(path.sep).join('/');
  }

  isInside(file: string): boolean {
    return [this.root, this.packed].some((folder) => file.startsWith(`${folder}${path.sep}`));
  }

  private candidates(reference: string, from: string): readonly string[] {
    const folder = path.posix.dirname(from);
    if (reference.startsWith('/')) return [path.posix.normalize(reference.slice(1))];
    const beside = path.posix.normalize(path.posix.join(folder, reference));
    if (reference.startsWith('.')) return [beside];
    return [beside, ...npmFolders(folder).map((one) => path.posix.join(one, PACKED, reference))];
  }
}

/** The folders whose `miniprogram_npm` a file sees, nearest first. */
function npmFolders(folder: string): readonly string[] {
  const folders: string[] = [];
  for (let at = folder; ; at = path.posix.dirname(at)) {
    folders.push(at === '.' ? '' : at);
    if (at === '.' || at === '/' || at === '') return folders;
  }
}
