// Reads a template's tags and refuses what the preview does not draw: unknown elements, properties, events, WXS and includes.
import { builtInTable, commonEvents, templateTags } from './built-in-table';
import type { BuiltInRow } from './built-in-table';
import type { Problem } from './build-problem';

/** One opening tag with its attribute names as written. */
interface Tag {
  readonly name: string;
  readonly attributes: readonly string[];
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
    .filter((attribute) => !accepts(row, attribute))
    .map((attribute) => {
      return `<${name}> has no "${attribute}" in the preview; see scripts/preview/built-in-table.ts.`;
    });
}

function accepts(row: BuiltInRow, attribute: string): boolean {
  if (commonAttribute.test(attribute)) return true;
  const event = eventAttribute.exec(attribute)?.[1];
  if (event !== undefined) return commonEvents.includes(event) || row.events.includes(event);
  return attribute.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) in row.properties;
}

const blanked = (text: string) => text.replace(/[^\n]/g, ' ');

/** Finds the opening tags. Comments and `{{ }}` are blanked first, so that a `>` in an expression does not end a tag. */
function readTags(source: string): Tag[] {
  const plain = source.replace(/<!--[\s\S]*?-->|\{\{[\s\S]*?\}\}/g, blanked);
  return [...plain.matchAll(/<([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/g)].map((match) => {
    const [, name = '', rest = ''] = match;
    const names = rest.replace(/"[^"]*"|'[^']*'/g, blanked).match(/[^\s=/]+/g);
    return { name, attributes: names ?? [], line: source.slice(0, match.index).split('\n').length };
  });
}
