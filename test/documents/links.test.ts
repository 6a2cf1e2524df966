/** Where the links of the pages lead. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chineseOf, isChinese, linksOf, pages, prose, root, text, twins, type Link } from './pages';

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const headings = [...prose(text(page)).matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) => {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replace(/ /g, '-');
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${String(before)}`;
  });
  return new Set(headings);
}

const links = pages.flatMap(linksOf);
const said = ({ page, file, anchor }: Link): string =>
  `${page} → ${file}${anchor === '' ? '' : `#${anchor}`}`;

test('every link of a page to a file leads to one that is there', () => {
  expect(links.length).toBeGreaterThan(300);
  expect(links.filter(({ file }) => !existsSync(path.join(root, file))).map(said)).toEqual([]);
});

test('every link to a heading leads to one that the page has', () => {
  const toHeadings = links.filter(({ file, anchor }) => anchor !== '' && pages.includes(file));
  expect(toHeadings.length).toBeGreaterThan(50);
  expect(toHeadings.filter(({ file, anchor }) => !anchorsOf(file).has(anchor)).map(said)).toEqual([]);
});

test('Chinese pages lead to Chinese pages wherever these exist', () => {
  const ways = links.filter(({ page }) => isChinese(page));
  const english = ways.filter(
    ({ page, file }) => pages.includes(chineseOf(file)) && !isChinese(file) && chineseOf(file) !== page,
  );
  expect(english.map(said)).toEqual([]);
});

test('English pages lead to Chinese ones only for their own twin', () => {
  const strange = links.filter(
    ({ page, file }) => !isChinese(page) && isChinese(file) && file !== chineseOf(page),
  );
  expect(strange.map(said)).toEqual([]);
});

test('a page and its Chinese twin name each other at the top', () => {
  expect(twins.length).toBeGreaterThan(20);
  const silent = twins.filter(([english, chinese]) => {
    const top = (page: string): string => text(page).split('\n').slice(0, 6).join('\n');
    const name = (page: string): string => `(${path.posix.basename(page)})`;
    return !top(english).includes(name(chinese)) || !top(chinese).includes(name(english));
  });
  expect(silent).toEqual([]);
});

test('every Chinese page has an English one', () => {
  expect(
    pages.filter((page) => isChinese(page) && !pages.includes(page.replace('.zh-CN.md', '.md'))),
  ).toEqual([]);
});
