/**
 * Compiles a mini-program with WeChat's own compiler, without WeChat's server: `compile.ts <tool folder> <project> <result>`.
 * Prints what the compiler says; ends with 1 where it refuses.
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

interface Project {
  attr: () => Promise<object>;
}

/** What is used of the package; it is installed in a folder of its own, so its types are not here. */
interface Compiler {
  readonly Project: new (options: object) => Project;
  readonly getCompiledResult: (options: object, result: string) => Promise<unknown>;
}

/** What the server would say of the app: WeChat's limits, in megabytes, pages and kilobytes. */
const attributes = {
  platform: false,
  appType: 0,
  isSuperAppType: false,
  released: false,
  setting: {
    MaxCodeSize: 2,
    MaxSubpackageSubCodeSize: 2,
    MaxSubpackageFullCodeSize: 20,
    NavigateMiniprogramLimit: 10,
    MaxTabbarIconSize: 40,
    MinTabbarCount: 2,
    MaxTabbarCount: 5,
    MaxCustomTabbarCount: 5,
    MaxTabbarCountWithSpecial: 5,
  },
};

async function compile(tool: string, projectPath: string, result: string): Promise<void> {
  // The compiler's own processes are plain JavaScript, and do not find our loader.
  process.execArgv = [];
  const compiler = createRequire(path.join(tool, 'package.json'))('miniprogram-ci') as Compiler;
  const privateKeyPath = path.join(path.dirname(result), 'throw-away-key.pem');
  writeFileSync(privateKeyPath, throwAwayKey(), { mode: 0o600 });
  const project = new compiler.Project({
    appid: 'wx0000000000000001',
    type: 'miniProgram',
    projectPath,
    privateKeyPath,
    ignores: [],
  });
  project.attr = async () => attributes;
  const setting = { es6: true, minified: true, useProjectConfig: true };
  const onProgressUpdate = (step: unknown): void => {
    process.stdout.write(`${text(step)}\n`);
  };
  await compiler.getCompiledResult(
    { project, version: '0.0.0', desc: '', setting, onProgressUpdate },
    result,
  );
}

/** The compiler wants an uploading key, although nothing is uploaded. */
function throwAwayKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}

const text = (step: unknown): string => (typeof step === 'string' ? step : JSON.stringify(step));

const [tool = '', project = '', result = ''] = process.argv.slice(2);
compile(tool, project, result)
  // The compiler leaves workers behind that would hold the process.
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
