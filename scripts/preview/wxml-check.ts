// Reads a template's tags and refuses what the preview does not draw: unknown elements, properties, events, WXS and includes.
import { builtInTable, commonEvents, templateTags } from './built-in-table';
import type { BuiltInRow, PropertyKind } from './built-in-table';
import type { Problem } from './build-problem';

/** An attribute as written; `value` is missing where it is an expression, or where there is none. */
interface Attribute {
  readonly name: string;
  readonly value?: string;
}

/** One opening tag. */
interface Tag {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly line: number;
}

const commonAttribute = /^(class|style|id|slot|wx:[a-z-]+|data-[\w-]+|aria-[a-z-]+)$/;
const eventAttribute = /^(?:capture-)?(?:bind|catch|mut-bind):?([a-z]+)$/;
const builtIns: Readonly<Record<string, BuiltInRow | undefined>> = builtInTable;

/** Everything in `source` that the preview would not show as WeChat does. `components` are the tags the JSON declares. */
export function checkTemplate(source: string, file: string, components: readonly string[]): Problem[] {
  const check = (tag: Tag) => (components.includes(tag.name) ? [] : checkBuiltIn(tag));
  return readTags(source).flatMap((tag) =>
    check(tag).map((message): Problem => ({ file, line: tag.line, message })),
  );
}

function checkBuiltIn({ name, attributes }: Tag): string[] {
  if (templateTags.includes(name)) return [];
  const row = builtIns[name];
  if (!row) {
    return [
      `<${name}> is neither declared in usingComponents nor known to the preview (${Object.keys(builtIns).join(', ')}). ` +
        'Built-ins are added in scripts/preview/built-in-table.ts.',
    ];
  }
  return attributes
    .flatMap((attribute) => refused(row, attribute))
    .map((what) => `<${name}> has no ${what} in the preview; see scripts/preview/built-in-table.ts.`);
}

/** What of an attribute the preview does not know: its name, or the word that it stands for. */
function refused(row: BuiltInRow, { name, value }: Attribute): string[] {
  if (commonAttribute.test(name)) return [];
  const event = eventAttribute.exec(name)?.[1];
  if (event !== undefined) return knowsEvent(row, event) ? [] : [`"${name}"`];
  const property = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const kind = new Map(Object.entries(row.properties)).get(property);
  if (kind === undefined) return [`"${name}"`];
  return takes(kind, value) ? [] : [`${name}="${value ?? '{{…}}'}"`];
}

const knowsEvent = (row: BuiltInRow, event: string): boolean =>
  commonEvents.includes(event) || row.events.includes(event);

const takes = (kind: PropertyKind, value: string | undefined): boolean =>
  typeof kind === 'string' || (value !== undefined && kind.includes(value));

const blanked = (text: string) => text.replace(/[^\n]/g, ' ');

/** Finds the opening tags. Comments and `{{ }}` are blanked first, so that a `>` in an expression does not end a tag. */
function readTags(source: string): Tag[] {
  const plain = source.replace(/<!--[\s\S]*?-->|\{\{[\s\S]*?\}\}/g, blanked);
  return [...plain.matchAll(/<([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/g)].map((match) => {
    const [, name = '', rest = ''] = match;
    return { name, attributes: readAttributes(rest), line: source.slice(0, match.index).split('\n').length };
  });
}

function readAttributes(text: string): Attribute[] {
  return [...text.matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g)].map(
    ([, name = '', one, other]) => {
      const value = (one ?? other)?.trim();
      return value ? { name, value } : { name };
    },
  );
}
