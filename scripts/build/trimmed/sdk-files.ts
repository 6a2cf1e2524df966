/**
 * Files of the SDK that do not go into a bundle as they are: wx-server-sdk's own, out of which a module is taken so that it can be loaded
 * later, one that would look for its package.json at run time, and one that would have the language data loaded to sort headers.
 */
import type { OnLoadResult } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The envelope of open-API and payment calls, more than half of the SDK's own text. */
const PACKED = 'src/protobuf/openapi';
const SDK = createRequire(__filename).resolve('wx-server-sdk');

const IN_BUNDLE =
  /("\.\/src\/protobuf\/openapi\.js":[^]*?\(function\(module, exports, __webpack_require__\) \{\n)([^]*?)(\n\/\*\*\*\/ \}\))/;

export const isPacked = (name: string): boolean => name === PACKED;

/** The bundle with an import in the place of the module. */
export function withoutPacked(file: string): OnLoadResult {
  const [, head = '', , tail = ''] = parts(file);
  const contents = readFileSync(file, 'utf8').replace(
    IN_BUNDLE,
    () => `${head}module.exports = require('${PACKED}');${tail}`,
  );
  return { contents, resolveDir: path.dirname(file), loader: 'js' };
}

/** The module as a file of its own. */
export function packedModule(name: string): OnLoadResult {
  if (!isPacked(name)) throw new Error(`no packed module ${name}`);
  const [, , body = ''] = parts(SDK);
  const contents = `const __webpack_require__ = () => require('protobufjs/minimal');\n${body}`;
  return { contents, resolveDir: path.dirname(SDK), loader: 'js' };
}

function parts(file: string): readonly string[] {
  const found = IN_BUNDLE.exec(readFileSync(file, 'utf8'));
  const imports = [...(found?.[2] ?? '').matchAll(/__webpack_require__\(/g)];
  if (!found || imports.length !== 1)
    throw new Error(
      `${file} is another version than the one that was read: its envelope of open-API calls is not found`,
    );
  return found;
}

/** The SDK's version, which it tells the service with each call, as it stands in the package.json that it would look for. */
export function toldVersion(file: string): OnLoadResult {
  const manifest = readFileSync(path.join(path.dirname(file), '../../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  return { contents: `exports.version = ${JSON.stringify(version)};`, loader: 'js' };
}

const BY_LANGUAGE = 'l.toString().localeCompare(r)';

/** The sorting of what is signed, in the same order. */
export function sortedByNames(file: string): OnLoadResult {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(BY_LANGUAGE)) throw new Error(`${file} sorts in another way than the one that was read`);
  const contents = text.replace(BY_LANGUAGE, () => `require('collation').compareNames(l.toString(), r)`);
  return { contents, resolveDir: path.dirname(file), loader: 'js' };
}
