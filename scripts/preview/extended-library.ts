// Component libraries that WeChat brings along where app.json asks for them (`useExtendedLib`); developers.weixin.qq.com, read 2026-11.
import type { Problem } from './build-problem';
import { lineOfName } from './source-json';

/** Name in `useExtendedLib` → the package whose components it is. */
const packages: Readonly<Record<string, string>> = { weui: 'weui-miniprogram', kbone: 'miniprogram-element' };

/** Which of the libraries that app.json asks for a component's path leads into. */
export const libraryOf = (reference: string, asked: Readonly<Record<string, unknown>>): string | undefined =>
  Object.keys(asked).find((name) => reference.startsWith(`${packages[name] ?? name}/`));

/** The preview has it only where the project has installed it. */
export function libraryMissing(name: string, appFile: string): Problem {
  const line = lineOfName(appFile, name, 1);
  const message = `useExtendedLib "${name}": WeChat brings this library, the preview does not. Placeholders stand for its components until you run npm install ${packages[name] ?? name}`;
  return { kind: 'warning', file: appFile, message, ...(line === undefined ? {} : { line }) };
}
