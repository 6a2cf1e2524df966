/**
 * The shape of the code, read from its import statements: dependencies point one way, the machine is touched in adapters
 * only, doors stay small, and the sandboxes share nothing with what they judge.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '..');

/**
 * Room of shared/ → rooms that it may import besides itself. Areas stand on kernel, codecs and wechat; payments imports no
 * other area; only a root knows which adapter fills which port.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  codecs: ['kernel'],
  wechat: ['kernel', 'codecs'],
  'payments/order': ['kernel'],
  'payments/psp': ['kernel', 'codecs', 'wechat', 'payments/order'],
  'payments/ports': ['kernel', 'payments/order', 'payments/psp'],
  'payments/daily-matters': ['kernel'],
  'payments/flows': [
    'kernel',
    'codecs',
    'payments/order',
    'payments/psp',
    'payments/ports',
    'payments/daily-matters',
    'payments/doctor',
  ],
  'payments/doctor': ['kernel', 'codecs', 'payments/psp', 'payments/flows'],
  'payments/words': ['kernel', 'payments/order', 'payments/ports'],
  'payments/webhook': ['kernel', 'payments/psp', 'payments/flows'],
  'payments/words-of-persons': ['kernel', 'payments/order', 'payments/ports', 'payments/words'],
  'payments/door-of-persons': [
    'kernel',
    'payments/order',
    'payments/flows',
    'payments/words',
    'payments/words-of-persons',
  ],
  'payments/door': [
    'kernel',
    'payments/order',
    'payments/flows',
    'payments/words',
    'payments/words-of-persons',
    'payments/door-of-persons',
  ],
  'payments/index': ['kernel', 'payments/order', 'payments/psp', 'payments/flows', 'payments/ports'],
  identity: ['kernel', 'codecs', 'wechat'],
  membership: ['kernel', 'codecs', 'wechat'],
  reconciliation: ['kernel', 'payments/index'],
  adapters: [
    'kernel',
    'codecs',
    'wechat',
    'payments/order',
    'payments/psp',
    'payments/ports',
    'payments/daily-matters',
    'identity',
    'membership',
    'reconciliation',
  ],
  'on-payment-success': ['payments/ports', 'wechat'],
  'on-message': ['wechat'],
  'on-daily-digest': ['payments/daily-matters', 'wechat'],
  roots: [
    'kernel',
    'adapters',
    'wechat',
    'identity',
    'membership',
    'reconciliation',
    'on-payment-success',
    'on-message',
    'on-daily-digest',
    'payments/door',
    'payments/flows',
    'payments/index',
    'payments/order',
    'payments/ports',
    'payments/daily-matters',
    'payments/webhook',
  ],
};

/** Packages that a room may import; `node:crypto` is everywhere where signatures are made or keys are typed, `node:buffer` where bytes are read as text. */
const packages: Readonly<Record<string, RegExp>> = {
  kernel: /^(node:crypto|currency-codes|valibot)/,
  codecs: /^(node:(crypto|tls|zlib|stream|buffer)|crypto-js\/[a-z0-9-]+)$/,
  wechat: /^(node:(crypto|buffer)|valibot|crypto-js\/[a-z0-9-]+)$/,
  identity: /^(node:crypto|valibot)$/,
  membership: /^(node:crypto|valibot)$/,
  reconciliation: /^(node:crypto|valibot)$/,
  'payments/psp': /^node:crypto$/,
  'payments/doctor': /^node:crypto$/,
  'payments/order': /^node:crypto$/,
  'payments/words': /^valibot$/,
  'payments/words-of-persons': /^valibot$/,
  'payments/door': /^valibot$/,
  adapters: /^(node:(crypto|stream|dns|net|fs|fs\/promises|os|path)|wx-server-sdk|request-promise|valibot)$/,
};

function filesIn(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|mts|cjs|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts'),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);

/** Every node of a file except its comments. */
function* nodes(node: ts.Node): Generator<ts.Node> {
  if (ts.isJSDoc(node)) return;
  yield node;
  for (const child of node.getChildren()) yield* nodes(child);
}

const imports = new Map<string, readonly string[]>();

/** What a file imports or requires: relative addresses as paths from the root, packages by name. */
function importsOf(file: string): readonly string[] {
  const known = imports.get(file);
  if (known) return known;
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  const named = importedFiles.map(({ fileName: name }) =>
    name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name,
  );
  imports.set(file, named);
  return named;
}

/** The room of shared/ that a path lies in: its first folder, in payments the second. */
function roomOf(path: string): string {
  const [, area = '', room = 'index'] = path.replace(/\.ts$/, '').split('/');
  return area === 'payments' ? `${area}/${room}` : area;
}

const shared = filesIn('shared');

test('there is something to check', () => {
  expect(shared.length).toBeGreaterThan(40);
  expect(importsOf('shared/roots/shop.ts')).toContain('shared/adapters/cloud-store');
});

test.each(shared)('%s imports only what its layer may', (file) => {
  const room = roomOf(file);
  expect(layers).toHaveProperty(room);
  const forbidden = importsOf(file).filter((name) => {
    if (!name.startsWith('shared/')) return !packages[room]?.test(name);
    return roomOf(name) !== room && !layers[room]?.includes(roomOf(name));
  });
  expect(forbidden).toEqual([]);
});

/** Every file of shared/ that ends up in the bundle of a function. */
function bundleOf(name: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const file = [`${path}.ts`, `${path}/index.ts`].find((one) => shared.includes(one));
    if (!file || seen.has(file)) return;
    seen.add(file);
    importsOf(file).forEach(visit);
  };
  visit(`shared/roots/${name}`);
  return seen;
}

test.each(['login', 'faceVerify', 'cardSync'])('function %s carries nothing of payments', (name) => {
  const bundle = bundleOf(name);
  expect(bundle.size).toBeGreaterThan(5);
  expect([...bundle].filter((file) => file.startsWith('shared/payments'))).toEqual([]);
});

test.each([
  ['login', /^shared\/(membership|identity\/face)/],
  ['faceVerify', /^shared\/membership/],
])('function %s carries nothing of the areas that it does not serve', (name, foreign) => {
  expect([...bundleOf(name)].filter((file) => foreign.test(file))).toEqual([]);
});

/** A file and those that it reaches by its imports back to itself, the nearest first; undefined where there is no such way. */
function circleFrom(start: string, files: ReadonlySet<string>): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const next = [start];
  for (let at = next.shift(); at !== undefined; at = next.shift()) {
    for (const name of importsOf(at)) {
      const file = [`${name}.ts`, `${name}/index.ts`].find((one) => files.has(one));
      if (file === undefined || cameFrom.has(file)) continue;
      cameFrom.set(file, at);
      if (file === start) return wayTo(start, cameFrom);
      next.push(file);
    }
  }
  return undefined;
}

function wayTo(start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [start];
  for (let at = cameFrom.get(start); at !== undefined && at !== start; at = cameFrom.get(at)) way.unshift(at);
  return [start, ...way];
}

describe('no file imports itself in a circle, not even for a type', () => {
  test.each(['shared', 'miniprogram', 'scripts'])('in %s/', (folder) => {
    // The parts of a simulated shop know the world that they are in, as it knows them.
    const files = filesIn(folder).filter((file) => !file.startsWith('scripts/simulate/'));
    const all = new Set(files);
    expect(all.size).toBeGreaterThan(100);
    expect(files.flatMap((file) => circleFrom(file, all)?.join(' → ') ?? [])).toEqual([]);
  });
});

test('no file outside shared/ is imported by shared/', () => {
  const outside = shared
    .flatMap(importsOf)
    .filter((name) => /^(\.\.|scripts|test|miniprogram|cloudfunctions)/.test(name));
  expect(outside).toEqual([]);
});

test('only roots import adapters', () => {
  const importers = [...shared, ...filesIn('cloudfunctions')].filter(
    (file) =>
      roomOf(file) !== 'adapters' && importsOf(file).some((name) => name.startsWith('shared/adapters')),
  );
  expect(importers.filter((file) => roomOf(file) !== 'roots')).toEqual([]);
  expect(importers.length).toBeGreaterThan(0);
});

const machine: readonly (readonly [string, RegExp])[] = [
  ['the clock', /\bDate\.now\(|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\.now/],
  ['dice', /\bMath\.random\b|\brandom(Bytes|UUID|Int)\b|\bgetRandomValues\b/],
  ['the environment', /\bprocess[.[]/],
  ['the network', /\bfetch\(|\bhttps?\.(request|get)\b|\bXMLHttpRequest\b/],
  ['the console', /\bconsole\b/],
  ['timers', /\bset(Timeout|Interval|Immediate)\b/],
];

/** The code of a file without comments and texts, where these words may stand. */
const codeOf = (file: string): string =>
  [...nodes(parse(file))]
    .filter(
      (node) =>
        node.getChildCount() === 0 && !ts.isStringLiteralLike(node) && !ts.isTemplateLiteralToken(node),
    )
    .map((node) => node.getText())
    .join(' ')
    .replace(/ ?([.(]) ?/g, '$1');

/** Files of the merchant, who may do as they like. */
const hooks = ['on-payment-success', 'on-message', 'on-daily-digest'];

test.each(shared.filter((file) => !['adapters', ...hooks].includes(roomOf(file))))(
  '%s touches no clock, dice, environment, network, console or timer',
  (file) => {
    const code = codeOf(file);
    expect(machine.filter(([, pattern]) => pattern.test(code)).map(([what]) => what)).toEqual([]);
  },
);

describe('the sandboxes, the local cloud and the preview', () => {
  const products = ['scripts/sandbox', 'scripts/local-cloud', 'scripts/preview'];

  test.each(products)('%s imports nothing of shared/', (folder) => {
    const guilty = filesIn(folder).filter((file) =>
      importsOf(file).some((name) => name.startsWith('shared')),
    );
    expect(filesIn(folder).length).toBeGreaterThan(0);
    expect(guilty).toEqual([]);
  });

  test('are imported neither by shared/ nor by the functions', () => {
    const guilty = [...shared, ...filesIn('cloudfunctions')].filter((file) =>
      importsOf(file).some((name) => name.startsWith('scripts')),
    );
    expect(guilty).toEqual([]);
  });
});

describe('each cloud function', () => {
  const functions = filesIn('cloudfunctions').filter((file) => file.endsWith('index.ts'));

  test.each(functions)('%s is at most 40 lines long', (file) => {
    expect(readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  test.each(functions)('%s exports a handler called main', (file) => {
    expect(readFileSync(join(root, file), 'utf8')).toMatch(/^export (async function|const) main\b/m);
  });

  test.each(functions)('%s imports its own root only', (file) => {
    const name = file.split('/')[1] ?? '';
    expect(importsOf(file)).toEqual([`shared/roots/${name}`]);
  });
});
