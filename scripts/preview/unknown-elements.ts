// Reads a template's tags and finds those that nothing draws.
import { builtInTable, nativeTags, templateTags } from './built-in-table';

/** An opening tag. */
interface Tag {
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/** Elements of `source` that are no built-in and not among `components`, each with the place where it is first used. */
export function unknownElements(source: string, components: readonly string[]): readonly Tag[] {
  const known = new Set([...components, ...Object.keys(builtInTable), ...nativeTags, ...templateTags]);
  const first = new Map<string, Tag>();
  for (const tag of readTags(source)) {
    if (!known.has(tag.name) && !first.has(tag.name)) first.set(tag.name, tag);
  }
  return [...first.values()];
}

const blanked = (text: string) => text.replace(/[^\n]/g, ' ');

/** Comments, scripts and `{{ }}` are blanked first, so that a `<` in an expression does not begin a tag. */
function readTags(source: string): Tag[] {
  const plain = source
    .replace(/<!--[\s\S]*?-->|\{\{[\s\S]*?\}\}/g, blanked)
    .replace(/(<wxs\b[^>]*>)([\s\S]*?)(<\/wxs>)/g, (_, open: string, script: string, close: string) => {
      return `${open}${blanked(script)}${close}`;
    });
  return [...plain.matchAll(/<([a-zA-Z][\w-]*)/g)].map(({ 1: name = '', index }) => ({
    name,
    line: source.slice(0, index).split('\n').length,
  }));
}
