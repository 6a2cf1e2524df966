/** The Chinese README is complete by itself, and no Chinese page says less, or other commands and names, than its English twin. */
import { isChinese, linksOf, pages, prose, text, twins } from './pages';

/** What Chinese pages may lead to in English: the reasons behind the code, its history, and the tables of its tests. */
const staysEnglish = ['docs/decisions/', 'CHANGELOG.md', 'test/'];

const mayBeEnglish = (page: string): boolean => staysEnglish.some((start) => page.startsWith(start));

const englishOf = (page: string): string => page.replace(/\.zh-CN\.md$/, '.md');

/** Everything that a page leads to, itself included; a page that stays English is not read on, and nobody is sent to a twin. */
function reachedFrom(start: string, leads: (page: string) => readonly string[]): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const page of reached) {
    if (!isChinese(page)) continue;
    const next = leads(page).filter((file) => file !== englishOf(page));
    for (const file of next) reached.add(file);
  }
  return reached;
}

const pagesBehind = (page: string): readonly string[] =>
  linksOf(page)
    .map(({ file }) => file)
    .filter((file) => pages.includes(file));

test('everything that the Chinese README leads to, directly or not, is there in Chinese', () => {
  const reached = [...reachedFrom('README.zh-CN.md', pagesBehind)];
  expect(reached.length).toBeGreaterThan(30);
  expect(reached.filter((page) => !isChinese(page) && !mayBeEnglish(page))).toEqual([]);
});

test('every Chinese page is reached from the Chinese README', () => {
  const reached = reachedFrom('README.zh-CN.md', pagesBehind);
  expect(pages.filter((page) => isChinese(page) && !reached.has(page))).toEqual([]);
});

test('an English page behind a Chinese one is found, its own twin is not', () => {
  const leads: Readonly<Record<string, readonly string[]>> = {
    'README.zh-CN.md': ['README.md', 'docs/one.zh-CN.md'],
    'docs/one.zh-CN.md': ['docs/one.md', 'docs/two.md'],
  };
  expect([...reachedFrom('README.zh-CN.md', (page) => leads[page] ?? [])]).toEqual([
    'README.zh-CN.md',
    'docs/one.zh-CN.md',
    'docs/two.md',
  ]);
});

/** A page without the sections that are made from the code, which words of their own may fill. */
const written = (page: string): string => text(page).replace(/^<!-- ([\w-]+) -->$[^]*?^<!-- \/\1 -->$/gm, '');

const headings = (page: string): readonly number[] =>
  [...prose(text(page)).matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length);

/** The blocks of code with their languages; what is said beside a command is left out, and a Chinese page may ask for Chinese answers. */
const blocks = (page: string): readonly string[] =>
  [...text(page).matchAll(/^ *```(\w*)\n([^]*?)^ *```$/gm)].map(([, language = '', code = '']) => {
    if (language === 'text') return `text: ${code.split('\n').length} lines`;
    const said = language === 'sh' ? /(?: --)? --lang \S+|\s+#.*$/gm : /$^/;
    return `${language}\n${code.replace(said, '')}`;
  });

/** Names of fields, actions, states, codes and options: what a reader types or looks for. */
const names = (page: string): readonly string[] => {
  const quoted = [...prose(written(page)).matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) =>
    code.split(', '),
  );
  return [...new Set(quoted.filter((code) => /^(?:--)?[A-Za-z][\w.-]*(?:\?|\[\])?$/.test(code)))].sort();
};

const rows = (page: string): number => written(page).match(/^\|/gm)?.length ?? 0;

describe.each(twins)('%s and %s', (english, chinese) => {
  test('have the same headings', () => {
    expect(headings(chinese)).toEqual(headings(english));
  });

  test('have the same blocks of code', () => {
    expect(blocks(chinese)).toEqual(blocks(english));
  });

  test('quote the same names', () => {
    expect(names(chinese)).toEqual(names(english));
  });

  test('have tables of the same length', () => {
    expect(rows(chinese)).toBe(rows(english));
  });

  test('lead to the same pages', () => {
    const led = (page: string): readonly string[] =>
      [...new Set(linksOf(page).map(({ file }) => englishOf(file)))].sort();
    expect(led(chinese)).toEqual(led(english));
  });
});
