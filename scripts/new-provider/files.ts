/** The files of a new PSP, made from the templates beside this file, and the lists that know of PSPs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { FILES, identifierOf } from './names';

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
  /** Where the list imports what it lists. */
  readonly imports?: (name: string, identifier: string) => string;
  /** The list's text up to its closing bracket, and that bracket. */
  readonly shape: RegExp;
  readonly entry: (name: string, identifier: string) => string;
}

const keyOf = (name: string): string => (/^[a-z]\w*$/.test(name) ? name : `'${name}'`);

const LISTS: readonly List[] = [
  {
    file: 'shared/payments/psp/index.ts',
    shape: /(const registry[^\n]*= \{[^}]*?)(\n\};)/,
    entry: (name, identifier) => `${keyOf(name)}: async () => (await import('./${name}')).${identifier}`,
  },
  {
    file: 'scripts/connectors.ts',
    imports: (name, identifier) => `import { ${identifier} } from '../shared/payments/psp/${name}';`,
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
    ({ file, imports, entry }) =>
      `${file}: ${entry(name, identifier)}${imports ? `   (${imports(name, identifier)})` : ''}`,
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
    if (!imports) return [file, listed] as const;
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
