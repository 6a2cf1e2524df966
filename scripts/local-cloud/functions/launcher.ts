// How a function's process is started: which Node, with which arguments, memory and variables.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExtraAuthorities } from './extra-authorities';
import { FunctionError } from './function-error';
import { FunctionProcess, type Output } from './function-process';
import type { FunctionDirectory } from './function-settings';

const megabyte = 1024 * 1024;
/** What the compiler of a TypeScript entry needs beside the function, in bytes. */
const compilerMemory = 128 * megabyte;

export interface LauncherOptions {
  readonly directory: FunctionDirectory;
  /** All that a function's process finds in its environment beside its own variables. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly authorities: ExtraAuthorities;
  /** The Node of a runtime, by its name in cloudbaserc.json; this process's own where missing. */
  readonly runtimes: Readonly<Record<string, string>>;
  /** Ports of debuggers by function. */
  readonly inspect: Readonly<Record<string, number>>;
}

export class Launcher {
  constructor(private readonly options: LauncherOptions) {}

  isInspected(name: string): boolean {
    return this.options.inspect[name] !== undefined;
  }

  /** Throws a FunctionError when the function cannot be started here. */
  start(name: string, folder: string, output: Output): FunctionProcess {
    const { directory } = this.options;
    const entry = directory.entry(name);
    if (entry === undefined)
      throw new FunctionError('FUNCTIONS_EXECUTE_FAIL', `function "${name}" has no file with its handler`);
    const { memoryMb } = directory.settings(name);
    const isTypeScript = entry.file.endsWith('.ts');
    const port = this.options.inspect[name];
    const options = {
      folder,
      entry,
      environment: this.environment(name, folder),
      node: this.node(name),
      nodeArguments: [
        `--max-old-space-size=${memoryMb}`,
        ...(isTypeScript ? ['--import', compiler()] : []),
        ...(port === undefined ? [] : [`--inspect=127.0.0.1:${port}`]),
      ],
      memoryLimit: memoryMb * megabyte + (isTypeScript ? compilerMemory : 0),
      isInspected: port !== undefined,
    };
    return new FunctionProcess(options, output);
  }

  /** The function's variables: everybody's, its own, and one file of certificates made of what both name. */
  environment(name: string, folder: string): Readonly<Record<string, string>> {
    const common = this.options.environment();
    const own = this.options.directory.environment(name);
    const files = [
      common.NODE_EXTRA_CA_CERTS,
      own.NODE_EXTRA_CA_CERTS && path.resolve(folder, own.NODE_EXTRA_CA_CERTS),
    ];
    return { ...common, ...own, ...this.options.authorities.environment(files) };
  }

  /** The Node for the function's runtime; undefined for this process's own. */
  node(name: string): string | undefined {
    const { runtime } = this.options.directory.settings(name);
    if (runtime === undefined) return undefined;
    if (!/^nodejs/i.test(runtime))
      throw new FunctionError(
        'FUNCTIONS_EXECUTE_FAIL',
        `function "${name}" needs the runtime ${runtime}: only functions of Node.js run here`,
      );
    return this.options.runtimes[runtime];
  }
}

/** The module that has Node read TypeScript. */
function compiler(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
