/**
 * Packs the npm packages of a mini-program into `miniprogram_npm`, as WeChat DevTools would, but only the components that a page or
 * component names, and what these need. The folder can then be opened in DevTools as it is.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './files-below';
import { iconSheet, iconsNamed, iconsOfLibrary, readIconSet } from './icons';
import type { IconSet } from './icons';
import { existingFile, findPackage, nodeModulesOf, packagePath } from './npm-packages';
import type { NpmPackage } from './npm-packages';
import { componentsIn, referencesIn } from './source-references';

export const PACKED = 'miniprogram_npm';
const iconSource = 'icon/icon.wxss';
const ownModules = path.join(__dirname, '..', '..', '..', 'node_modules');
const endings = ['', '.js', '.ts', '/index.js', '.json', '.wxs', '.wxml', '.wxss'];
const parts = ['.js', '.json', '.wxml', '.wxss'];

export interface PackOptions {
  /** The folder of app.json. */
  readonly root: string;
  /** Receives one folder per package. */
  readonly target: string;
}

/** Packs, and removes what is no longer used. Answers the names of the packages. */
export function packPackages({ root, target }: PackOptions): readonly string[] {
  const sources = ownSources(root);
  const found = new Map<string, { from: NpmPackage; files: Set<string> }>();
  const folders = [...nodeModulesOf(root), ownModules];
  for (const { file, text } of sources) {
    const references = file.endsWith('.json') ? componentsIn(text) : referencesIn(file, text);
    for (const reference of references) take(reference);
  }
  for (const { from, files } of found.values()) write(target, from, filesToWrite(from, files, sources));
  removeOthers(target, new Set(found.keys()));
  return [...found.keys()];

  function take(reference: string): void {
    const asked = packagePath(reference);
    // A package that the author has packed without leaving its source is the author's own.
    const isTheirs = asked && existsSync(path.join(root, PACKED, asked.name));
    const from = asked && findPackage(asked.name, isTheirs ? nodeModulesOf(root) : folders);
    if (!asked || !from) return;
    const entry = found.get(asked.name) ?? { from, files: new Set<string>() };
    found.set(asked.name, entry);
    for (const file of named(from.folder, path.join(from.folder, asked.rest)))
      closure(from, file, entry.files);
  }
}

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Everything of one's own that can name something. */
function ownSources(root: string): readonly Source[] {
  return filesBelow(root, /\.(json|wxml|wxs|wxss|[jt]s)$/)
    .filter((name) => !/(^|[\\/])miniprogram_npm[\\/]/.test(name))
    .map((name) => ({ file: name, text: textOf(path.join(root, name)) }));
}

/** What cannot be read names nothing; whoever compiles it says why. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Adds a file and everything that it needs inside its package. */
function closure({ folder }: NpmPackage, file: string, files: Set<string>): void {
  if (files.has(file)) return;
  files.add(file);
  for (const reference of referencesIn(file, readFileSync(file, 'utf8'))) {
    const start = reference.startsWith('/') ? folder : path.dirname(file);
    const inside = named(folder, path.join(start, reference));
    const nested = inside.length > 0 || reference.startsWith('.') ? inside : nestedModule(folder, reference);
    for (const one of nested) closure({ name: '', folder }, one, files);
  }
}

/** A package inside the package: its own `miniprogram_npm`. */
const nestedModule = (folder: string, reference: string): readonly string[] =>
  named(folder, path.join(folder, PACKED, reference));

/** The files that a reference stands for: a component's four parts, or the one file. */
function named(folder: string, place: string): readonly string[] {
  const component = [place, path.join(place, 'index')].find((at) => existsSync(`${at}.json`));
  const files = component
    ? parts.map((part) => `${component}${part}`).filter((file) => existsSync(file))
    : [existingFile(endings.map((ending) => `${place}${ending}`))];
  return files.filter((file) => file !== undefined).filter((file) => file.startsWith(`${folder}${path.sep}`));
}

/** Path below the package → bytes. */
function filesToWrite(
  { folder, name }: NpmPackage,
  files: ReadonlySet<string>,
  sources: readonly Source[],
): ReadonlyMap<string, Buffer> {
  const contents = new Map([...files].map((file) => [path.relative(folder, file), readFileSync(file)]));
  const sheet = contents.get(path.normalize(iconSource));
  const icons = name === 'tdesign-miniprogram' && sheet ? iconSetOf() : undefined;
  if (sheet && icons) {
    const names = usedIcons(contents, sources, icons);
    contents.set(path.normalize(iconSource), Buffer.from(iconSheet(sheet.toString(), names, icons)));
  }
  return contents;
}

function iconSetOf(): IconSet | undefined {
  const file = path.join(ownModules, '@iconify-json', 'tdesign', 'icons.json');
  return existsSync(file) ? readIconSet(file) : undefined;
}

function usedIcons(
  packaged: ReadonlyMap<string, Buffer>,
  sources: readonly Source[],
  icons: IconSet,
): ReadonlySet<string> {
  const scripts = [...packaged].filter(([file]) => /\.(js|wxml|wxs)$/.test(file) && !file.startsWith(PACKED));
  return new Set([
    ...scripts.flatMap(([, bytes]) => iconsOfLibrary(bytes.toString(), icons)),
    ...sources.flatMap(({ text }) => iconsNamed(text, icons)),
  ]);
}

/** Writes what changed; a file that is already so keeps its time, so that nothing is built again for it. */
function write(target: string, { name }: NpmPackage, contents: ReadonlyMap<string, Buffer>): void {
  const folder = path.join(target, name);
  for (const [file, bytes] of contents) {
    const place = path.join(folder, file);
    if (existsSync(place) && readFileSync(place).equals(bytes)) continue;
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
  for (const file of existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
    : []) {
    const place = path.join(file.parentPath, file.name);
    if (file.isFile() && !contents.has(path.relative(folder, place))) rmSync(place, { force: true });
  }
}

function removeOthers(target: string, names: ReadonlySet<string>): void {
  if (!existsSync(target)) return;
  for (const name of readdirSync(target)) {
    const isUsed = [...names].some((used) => used === name || used.startsWith(`${name}/`));
    if (!isUsed) rmSync(path.join(target, name), { recursive: true, force: true });
  }
}
