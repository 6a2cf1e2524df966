/** The files of a new PSP, made from the templates beside this file, and the lists that know of PSPs. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

/** Template → where its file goes. */
const FILES: Readonly<Record<string, (name: string) => string>> = {
  'connector.ts': (name) => `shared/connectors/${name}.ts`,
  'fixture.ts': (name) => `test/fixtures/${name}/index.ts`,
  'sandbox.ts': (name) => `scripts/sandbox/${name}.ts`,
  'test.ts': (name) => `test/connectors/${name}.test.ts`,
  'page.md': (name) => `docs/providers/${name}.md`,
};

/** Words that cannot name a constant in TypeScript. */
const RESERVED =
  /^(abstract|as|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/;

/** What is wrong with a name for a new PSP; undefined when it may be used. */
export function nameProblem(root: string, name: string, taken: readonly string[]): string | undefined {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 24)
    return `"${name}" must be lower-case letters and digits, words joined by "-", at most 24 characters, such as "latipay"`;
  if (taken.includes(name)) return `"${name}" is in the registry already`;
  const there = targets(name).filter((file) => existsSync(path.join(root, file)));
  return there.length === 0
    ? undefined
    : `"${name}" is taken, nothing was written: ${there.join(', ')} exists`;
}

const targets = (name: string): readonly string[] => Object.values(FILES).map((target) => target(name));

/** `my-psp` → `myPsp`; a name that cannot stand alone in TypeScript gets a `psp` before it. */
export function identifierOf(name: string): string {
  const camel = name.replace(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  return /^\d/.test(camel) || RESERVED.test(camel)
    ? `psp${camel[0]?.toUpperCase() ?? ''}${camel.slice(1)}`
    : camel;
}

/** Writes the files of a new PSP; answers their paths. */
export async function writeFiles(root: string, name: string): Promise<readonly string[]> {
  const written = Object.entries(FILES).map(async ([template, target]) => {
    const source = readFileSync(path.join(__dirname, `${template}.template`), 'utf8');
    const file = target(name);
    const filled = source.replaceAll('__name__', name).replaceAll('__identifier__', identifierOf(name));
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    await writeFormatted(root, file, filled);
    return file;
  });
  return Promise.all(written);
}

/** One list that knows of PSPs: its file, the import that it needs, its end, and the entry for a PSP. */
interface List {
  readonly file: string;
  readonly imports: (name: string, identifier: string) => string;
  /** The list's text up to its closing bracket, and that bracket. */
  readonly shape: RegExp;
  readonly entry: (name: string, identifier: string) => string;
}

const keyOf = (name: string): string => (/^[a-z]\w*$/.test(name) ? name : `'${name}'`);

const LISTS: readonly List[] = [
  {
    file: 'shared/connectors/index.ts',
    imports: (name, identifier) => `import { ${identifier} } from './${name}';`,
    shape: /(const connectors[^=]*= \[[^\]]*)(\])/,
    entry: (_name, identifier) => identifier,
  },
  {
    file: 'scripts/sandbox/index.ts',
    imports: (name, identifier) => `import { ${identifier}Sandbox } from './${name}';`,
    shape: /(const makers[^\n]*= \{[^}]*)(\})/,
    entry: (name, identifier) => `${keyOf(name)}: ${identifier}Sandbox`,
  },
  {
    file: 'test/fixtures/index.ts',
    imports: (name, identifier) => `import { ${identifier} } from './${name}';`,
    shape: /(const fixtures[^\n]*= \{[^}]*)(\})/,
    entry: (name, identifier) => (name === identifier ? name : `${keyOf(name)}: ${identifier}`),
  },
];

/** For each list, the import and the entry that a person would add. */
export function registrations(name: string): readonly string[] {
  const identifier = identifierOf(name);
  return LISTS.map(
    ({ file, imports, entry }) => `${file}: ${entry(name, identifier)}   (${imports(name, identifier)})`,
  );
}

/** Adds the PSP to the lists. Throws when a list has changed its shape; then nothing is written. */
export async function register(root: string, name: string): Promise<void> {
  const identifier = identifierOf(name);
  const changed = LISTS.map(({ file, imports, shape, entry }) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    if (!shape.test(source)) throw new Error(`${file} has changed its shape: add the line by hand`);
    const listed = source.replace(shape, (_, head: string, end: string) => {
      const comma = /[[{,]\s*$/.test(head) ? '' : ',';
      return `${head.trimEnd()}${comma} ${entry(name, identifier)}${end}`;
    });
    const [first = ''] = /^import [^\n]*\n/m.exec(listed) ?? [];
    return [file, listed.replace(first, `${first}${imports(name, identifier)}\n`)] as const;
  });
  for (const [file, text] of changed) await writeFormatted(root, file, text);
}

async function writeFormatted(root: string, file: string, text: string): Promise<void> {
  const filepath = path.join(root, file);
  const options = (await resolveConfig(filepath)) ?? {};
  writeFileSync(filepath, await format(text, { ...options, filepath }));
}
