// How a function's process is started: which Node, with which arguments, memory and variables.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExtraAuthorities } from './extra-authorities';
import { entryOf } from '../table';
import { FunctionError } from './function-error';
import { EventProcess } from './event-process';
import type { Output, ProcessOptions } from './function-process';
import { HttpProcess } from './http-process';
import { bootstrapFile, type FunctionDirectory } from './function-settings';

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
  startEvent(name: string, folder: string, output: Output): EventProcess {
    const entry = this.options.directory.entry(name);
    if (entry === undefined) throw failed(`function "${name}" has no file with its handler`);
    return new EventProcess(entry, this.processOptions(name, folder, entry.file.endsWith('.ts')), output);
  }

  /** Throws a FunctionError when the function cannot be started here. */
  startHttp(name: string, folder: string, output: Output): HttpProcess {
    const bootstrap = readFileSync(path.join(folder, bootstrapFile), 'utf8');
    if (bootstrap.includes('\r'))
      throw failed(
        `${bootstrapFile} of function "${name}" has Windows line ends, which the platform cannot run`,
      );
    return new HttpProcess(bootstrap, this.processOptions(name, folder, false), output);
  }

  private processOptions(name: string, folder: string, isTypeScript: boolean): ProcessOptions {
    const { memoryMb } = this.options.directory.settings(name);
    const port = this.options.inspect[name];
    return {
      folder,
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
  }

  /** The function's variables: everybody's, its own, and one file of certificates made of what both name. */
  private environment(name: string, folder: string): Readonly<Record<string, string>> {
    const common = this.options.environment();
    const own = this.options.directory.environment(name);
    const files = [
      common.NODE_EXTRA_CA_CERTS,
      own.NODE_EXTRA_CA_CERTS && path.resolve(folder, own.NODE_EXTRA_CA_CERTS),
    ];
    return { ...common, ...own, ...this.options.authorities.environment(files) };
  }

  /** The Node for the function's runtime; undefined for this process's own. */
  private node(name: string): string | undefined {
    const { runtime } = this.options.directory.settings(name);
    if (runtime === undefined) return undefined;
    if (!/^nodejs/i.test(runtime))
      throw failed(`function "${name}" needs the runtime ${runtime}: only functions of Node.js run here`);
    return entryOf(this.options.runtimes, runtime);
  }
}

function failed(message: string): FunctionError {
  return new FunctionError('FUNCTIONS_EXECUTE_FAIL', message);
}

/** The module that has Node read TypeScript. */
function compiler(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
