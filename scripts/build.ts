/**
 * `npm run build [-- --node PATH]`: one folder per cloud function under dist/cloudfunctions/, ready to deploy, the mini-program's
 * folder made complete for WeChat DevTools, and its services as a package of their own. With a Node, V8 compiles the functions
 * beforehand, for a runtime of that Node's very version.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeCodeCaches } from './build/code-cache/code-cache';
import { buildFunctions } from './build/functions';
import { buildLocalCloud } from './build/local-cloud-package';
import { buildMiniProgram, sizeText } from './build/mini-program';
import { buildServices } from './build/mini-program-services';
import { ZIPPED_LIMIT } from './build/zipped-size';

const root = path.join(__dirname, '..');

const kB = (bytes: number): string => `${Math.ceil(bytes / 1024)} kB`;

async function main(): Promise<void> {
  const { node } = parseArgs({ options: { node: { type: 'string' } } }).values;
  const built = await buildFunctions(root, path.join(root, 'dist', 'cloudfunctions'));
  for (const { name, files, zipped } of built) {
    const sizes = Object.entries(files).map(([file, bytes]) => `${file} ${kB(bytes)}`);
    console.log(
      `dist/cloudfunctions/${name}: ${kB(zipped)} zipped (at most ${kB(ZIPPED_LIMIT)}): ${sizes.join(', ')}`,
    );
  }
  if (node !== undefined) {
    makeCodeCaches(
      built.map(({ folder }) => folder),
      node,
    );
    console.log(`dist/cloudfunctions: compiled by ${node}`);
  }
  console.log(sizeText(await buildMiniProgram(root)));
  const services = buildServices(root, path.join(root, 'dist', 'mini-program-services'));
  console.log(`dist/mini-program-services: ${services.length} modules`);
  console.log(`dist/local-cloud: ${kB(await buildLocalCloud(root, path.join(root, 'dist', 'local-cloud')))}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
