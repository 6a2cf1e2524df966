/** The pages that people read: READMEs, docs and what stands beside them, each with its twin in Chinese where it has one. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '..', '..');

/** Every page, by its path from the root. */
export const pages: readonly string[] = [
  ...readdirSync(root),
  ...['docs', 'test'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      path.posix.join(folder, name.split(path.sep).join('/')),
    ),
  ),
]
  .filter((name) => name.endsWith('.md'))
  .sort();

export const text = (page: string): string => readFileSync(path.join(root, page), 'utf8');

export const isChinese = (page: string): boolean => page.endsWith('.zh-CN.md');

/** The Chinese twin of a page, whether it exists or not. */
export const chineseOf = (page: string): string => page.replace(/\.md$/, '.zh-CN.md');

/** English pages with their Chinese twins. */
export const twins: readonly (readonly [string, string])[] = pages
  .filter((page) => !isChinese(page) && pages.includes(chineseOf(page)))
  .map((page) => [page, chineseOf(page)]);

/** The lines of every block of shell commands, without what is said beside them. */
export const commandsIn = (page: string): readonly string[] =>
  [...page.matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );

/** A page without its blocks of code, and without quoted code that looks like a link. */
export const prose = (page: string): string =>
  page.replace(/^ *```[^]*?^ *```$/gm, '').replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code));

/** A way from a page to a file of the project. */
export interface Link {
  readonly page: string;
  /** The file from the root, and the heading in it, where one is named. */
  readonly file: string;
  readonly anchor: string;
}

/** The links of a page that lead to files, or to headings of its own. */
export const linksOf = (page: string): readonly Link[] =>
  [...prose(text(page)).matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, to = '', anchor = '']) => ({
      page,
      file: to === '' ? page : path.posix.normalize(path.posix.join(path.posix.dirname(page), to)),
      anchor: decodeURIComponent(anchor),
    }),
  );
