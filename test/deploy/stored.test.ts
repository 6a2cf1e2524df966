/** What a deployment makes in the database is what the documents list and what the code keeps. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { collections } from '../../scripts/deploy/stored';

const root = path.join(__dirname, '..', '..');
const page = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** `orders: openid, created_at descending`, of every index that a deployment makes. */
const made = collections.flatMap(({ name, indexes }) => indexes.map(({ fields }) => inWords(name, fields)));

function inWords(collection: string, fields: readonly (readonly [string, 1 | -1])[]): string {
  return `${collection}: ${fields.map(([field, way]) => (way === 1 ? field : `${field} descending`)).join(', ')}`;
}

/** The rows of the table in docs/data.md. */
const inTable = [
  ...page('docs/data.md').matchAll(/^\| `(\w+)` +\| (`[\w.]+` (?:a|de)scending.*?) *\|$/gm),
].map(
  ([, collection = '', fields = '']) =>
    `${collection}: ${fields.replaceAll('`', '').replaceAll(' ascending', '')}`,
);

/** The sentences of a README: a collection before a colon, then its fields, those of one index with plus signs between. */
function inSentences(text: string): readonly string[] {
  const found: string[] = [];
  let collection = '';
  let fields: (readonly [string, 1 | -1])[] = [];
  for (const [, name = '', descending, after = ''] of text.matchAll(
    /`([\w.]+)`(\s*[(（](?:descending|降序)[)）])?\s*([:：+]?)/g,
  )) {
    if (/[:：]/.test(after)) {
      collection = name;
      continue;
    }
    fields.push([name, descending === undefined ? 1 : -1]);
    if (after === '+') continue;
    found.push(inWords(collection, fields));
    fields = [];
  }
  return found;
}

const step = (text: string): string => /^2\. \*\*(?:Indexes|索引)[^]*?(?=^3\. \*\*)/m.exec(text)?.[0] ?? '';

test.each(['README.md', 'README.zh-CN.md'])(
  'the indexes of docs/data.md and of %s are those that a deployment makes, no more and no fewer',
  (readme) => {
    const [sentences = ''] = step(page(readme)).split(/Those of the other|其他集合的索引/);
    const listed = [...inTable, ...inSentences(sentences.replaceAll(/\[[^\]]*\]\([^)]*\)/g, ''))];
    expect(listed.sort()).toEqual([...made].sort());
  },
);

const sources = readdirSync(path.join(root, 'shared'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => [file, page(path.join('shared', file))] as const);
const constants = new Map(
  sources.flatMap(([, text]) =>
    [...text.matchAll(/const ([A-Z]+) = '(\w+)'/g)].map(
      ([, name = '', value = '']) => [name, value] as const,
    ),
  ),
);

test('the collections that shared/adapters name are those that a deployment makes', () => {
  const named = sources
    .filter(([file]) => file.startsWith('adapters'))
    .flatMap(([, text]) => [
      ...text.matchAll(/\b(?:collection: |(?:[cC]ollection|inCollection|insert)\()(?:'(\w+)'|([A-Z]+)\b)/g),
    ])
    .map(([, literal, constant = '']) => literal ?? constants.get(constant) ?? constant);
  expect([...new Set(named)].sort()).toEqual(collections.map(({ name }) => name).sort());
});
