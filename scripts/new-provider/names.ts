/** The name of a new PSP: what it may be, which files and which constant it stands for. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Template → where its file goes. */
export const FILES: Readonly<Record<string, (name: string) => string>> = {
  'connector.ts': (name) => `shared/payments/psp/${name}.ts`,
  'fixture.ts': (name) => `test/fixtures/${name}/index.ts`,
  'sandbox.ts': (name) => `scripts/sandbox/${name}/index.ts`,
  'test.ts': (name) => `test/payments/psp/${name}.test.ts`,
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
  const there = targets(name)
    .flatMap(namesakes)
    .filter((file) => existsSync(path.join(root, file)));
  return there.length === 0
    ? undefined
    : `"${name}" is taken, nothing was written: ${there.join(', ')} exists`;
}

const targets = (name: string): readonly string[] => Object.values(FILES).map((target) => target(name));

/** The file itself, and for a folder's index the file that an import of the folder would find instead. */
const namesakes = (file: string): readonly string[] =>
  file.endsWith('/index.ts') ? [file, file.replace(/\/index\.ts$/, '.ts')] : [file];

/** `my-psp` → `myPsp`; a name that cannot stand alone in TypeScript gets a `psp` before it. */
export function identifierOf(name: string): string {
  const camel = name.replace(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());
  return /^\d/.test(camel) || RESERVED.test(camel)
    ? `psp${camel[0]?.toUpperCase() ?? ''}${camel.slice(1)}`
    : camel;
}
