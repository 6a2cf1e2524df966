/** The licence file of a function: every package of which code is in its bundles, with the text that its authors ask to be kept. */
import type { Metafile } from 'esbuild';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The file's name in the folder of a function. */
export const LICENCES = 'LICENCES.txt';

const PACKAGE = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;

/** The folders of the packages that have code in what was bundled in the folder `from`. */
export function packagesIn({ outputs }: Metafile, from: string): readonly string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = files.flatMap((file) => PACKAGE.exec(path.resolve(from, file))?.[1] ?? []);
  return [...new Set(folders)].sort();
}

/** The text of the licence file for packages in these folders. */
export async function licenceText(folders: readonly string[]): Promise<string> {
  const each = await Promise.all([...new Set(folders)].map(licenceOf));
  return [...new Set(each)].sort().join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenceOf(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: unknown;
  };
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const declared = typeof manifest.license === 'string' ? manifest.license : 'see its text';
  const text = texts.map((one) => one.replace(/\r\n/g, '\n').trim()).join('\n\n');
  return `${manifest.name} ${manifest.version} (${declared})\n\n${text || 'The package has no licence text.'}\n`;
}
