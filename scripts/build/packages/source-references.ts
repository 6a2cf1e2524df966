/** What a file of a mini-program names: components in JSON, templates and scripts in WXML, sheets in WXSS, modules in scripts. */

/** Every reference that a file's text makes, as it is written. */
export function referencesIn(file: string, text: string): readonly string[] {
  const extension = /\.(\w+)$/.exec(file)?.[1] ?? '';
  return readers[extension]?.(text) ?? [];
}

/** The components that a page, component or app JSON names, the defaults of its generics included. */
export function componentsIn(json: string): readonly string[] {
  const config = parsed(json);
  const generics = Object.values(record(config['componentGenerics'])).map((one) => record(one)['default']);
  return [...Object.values(record(config['usingComponents'])), ...generics].filter(
    (one): one is string => typeof one === 'string',
  );
}

const readers: Readonly<Record<string, (text: string) => readonly string[]>> = {
  json: componentsIn,
  wxml: (text) => all(text, /<(?:import|include|wxs)\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']/g),
  wxs: (text) => all(text, /\brequire\(\s*["']([^"']+)["']\s*\)/g),
  wxss: (text) => all(text, /@import\s+(?:url\()?\s*["']([^"']+)["']/g),
  js: modulesIn,
  ts: modulesIn,
};

function modulesIn(text: string): readonly string[] {
  return [
    ...all(text, /\b(?:import|export)\b[^'";]*?\bfrom\s*["']([^"']+)["']/g),
    ...all(text, /\bimport\s*["']([^"']+)["']/g),
    ...all(text, /\brequire\(\s*["']([^"']+)["']\s*\)/g),
  ];
}

const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].flatMap(([, found]) => (found === undefined ? [] : [found]));

/** A file that is no JSON names nothing; whoever reads it for good says what is wrong with it. */
function parsed(json: string): Record<string, unknown> {
  try {
    return record(JSON.parse(json));
  } catch {
    return {};
  }
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
