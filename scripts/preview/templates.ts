// Compiles every WXML file, and the templates and WXS scripts that it names, into one generated expression for the phone.
import path from 'node:path';
import type { TmplGroup } from 'glass-easel-template-compiler';
import * as v from 'valibot';
import { PACKED } from '../build/packages/pack';
import { builtInTable } from './built-in-table';
import type { Problem } from './build-problem';
import type { ComponentSource, MiniProgram } from './project';
import type { SourceFiles } from './source-files';
import { isRunnable, withAllowedNames, withLaterListeners } from './generated-code';
import { readSource } from './source-text';
import { giveUpCompiler, newGroup } from './template-compiler';
import { unknownElements } from './unknown-elements';
import { wxsProblem, wxsToScript } from './wxs';

const toldSchema = v.object({ isError: v.boolean(), startLine: v.number(), message: v.string() });
const warningsSchema = v.optional(v.array(toldSchema), []);

/** What the compiler says of a template; lines count from 0. */
type Told = v.InferOutput<typeof toldSchema>;

export interface CompiledTemplates {
  /** A JavaScript expression: an object from code path to compiled template, the built-ins' slots included. */
  readonly expression: string;
  /** Elements that neither WeChat's table nor a component knows: the phone draws a placeholder. */
  readonly unknown: readonly string[];
}

/** A template on which the compiler breaks off is left empty and told; the others are compiled without it. */
export function compileTemplates(program: MiniProgram, problems: Problem[]): CompiledTemplates {
  const broken = new Set<string>();
  for (;;) {
    const found: Problem[] = [];
    try {
      const compiled = compileWithout(broken, program, found);
      problems.push(...found);
      return compiled;
    } catch (failure) {
      if (!(failure instanceof BrokenOff)) throw failure;
      giveUpCompiler();
      broken.add(failure.codePath);
    }
  }
}

/** The compiler broke off on this template. */
class BrokenOff extends Error {
  constructor(readonly codePath: string) {
    super(codePath);
  }
}

function compileWithout(
  broken: ReadonlySet<string>,
  { files, components }: MiniProgram,
  problems: Problem[],
): CompiledTemplates {
  const group = newGroup();
  const templates = new Templates(files, { group, problems, broken });
  for (const component of components) templates.add(component.codePath, component);
  const unknown = [...templates.unknown];
  for (const tag of [...Object.keys(builtInTable), ...unknown]) group.addTmpl(`built-in/${tag}`, '<slot/>');
  const expression = withAllowedNames(withLaterListeners(group.getTmplGenObjectGroups()));
  if (!isRunnable(expression)) throw new BrokenOff(templates.firstNotRunnable());
  group.free();
  return { expression, unknown };
}

interface Compiling {
  readonly group: TmplGroup;
  readonly problems: Problem[];
  /** Templates that are left empty. */
  readonly broken: ReadonlySet<string>;
}

class Templates {
  readonly unknown = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly codePaths: string[] = [];
  private readonly group: TmplGroup;
  private readonly problems: Problem[];
  private readonly broken: ReadonlySet<string>;

  constructor(
    private readonly files: SourceFiles,
    { group, problems, broken }: Compiling,
  ) {
    this.group = group;
    this.problems = problems;
    this.broken = broken;
  }

  /** `owner` is the component whose template this is; imported ones have none. */
  add(codePath: string, owner?: ComponentSource): void {
    if (this.seen.has(codePath)) return;
    this.seen.add(codePath);
    this.codePaths.push(codePath);
    const file = `${this.files.fileOf(codePath)}.wxml`;
    const missing = owner ? 'this template is missing' : 'an imported template is missing';
    const source = this.readUnbroken(codePath, file, missing) ?? '<slot/>';
    const told = this.compile(codePath, source);
    // A package's author cannot be asked to mend it.
    if (!codePath.startsWith(`${PACKED}/`)) {
      this.problems.push(...told.map((one) => templateProblem(file, one)));
      if (owner) this.noteUnknown(source, file, owner);
    }
    this.addScripts(codePath);
    for (const one of this.group.getDirectDependencies(codePath) as string[]) this.add(one);
  }

  /** The template whose code spoils that of all. */
  firstNotRunnable(): string {
    const bad = this.codePaths.find(
      (one) => !this.broken.has(one) && !isRunnable(withAllowedNames(this.group.getTmplGenObject(one))),
    );
    if (bad === undefined) throw new Error('the template compiler makes no code that runs');
    return bad;
  }

  private readUnbroken(codePath: string, file: string, missing: string): string | undefined {
    if (!this.broken.has(codePath)) return this.read(file, missing);
    const message =
      'the template compiler breaks off here: are elements not closed, or too many inside one another?';
    this.problems.push({ kind: 'error', file, message });
    return undefined;
  }

  private compile(codePath: string, source: string): readonly Told[] {
    try {
      return v.parse(warningsSchema, this.group.addTmpl(codePath, withPlainStates(source)) ?? []);
    } catch {
      throw new BrokenOff(codePath);
    }
  }

  private noteUnknown(source: string, file: string, { using, generics }: ComponentSource): void {
    const known = [...Object.keys(using), ...Object.keys(generics)];
    for (const { name, line } of unknownElements(source, known)) {
      this.unknown.add(name);
      const message = `<${name}> is neither declared in usingComponents nor drawn by the preview: a placeholder stands for it`;
      this.problems.push({ kind: 'warning', file, line, message });
    }
  }

  private addScripts(codePath: string): void {
    for (const module of this.group.getInlineScriptModuleNames(codePath) as string[]) {
      const source = this.group.getInlineScript(codePath, module);
      this.group.setInlineScript(
        codePath,
        module,
        this.checked(source, `${this.files.fileOf(codePath)}.wxml`),
      );
    }
    for (const one of this.group.getScriptDependencies(codePath) as string[]) this.addScript(one);
  }

  private addScript(codePath: string): void {
    if (this.seen.has(`${codePath}.wxs`)) return;
    this.seen.add(`${codePath}.wxs`);
    const file = `${this.files.fileOf(codePath)}.wxs`;
    const script = this.checked(this.read(file, 'this script is missing') ?? '', file);
    this.group.addScript(codePath, script);
    for (const [, reference = ''] of script.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g)) {
      const from = reference.startsWith('/') ? '' : path.posix.dirname(codePath);
      this.addScript(path.posix.join(from, reference).replace(/^\//, ''));
    }
  }

  private checked(source: string, file: string): string {
    const script = wxsToScript(source);
    const problem = wxsProblem(script);
    if (!problem) return guarded(script);
    this.problems.push({ kind: 'error', file, ...problem });
    return 'module.exports = {};';
  }

  private read(file: string, missing: string): string | undefined {
    return readSource(file, this.problems, missing);
  }
}

/** What a module throws when it is loaded is told, and leaves the other templates as they are. No line is added. */
const guarded = (script: string): string => `try{${script}\n}catch(failure){wxsFailed(failure)}`;

function templateProblem(file: string, { isError, startLine, message }: Told): Problem {
  // WeChat's own compiler does not take the latter.
  const kind = isError || message === 'missing end tag' ? 'error' : 'warning';
  return { kind, file, line: startLine + 1, message };
}

/**
 * On a plain element an expression without a value would be an attribute without one, which means yes; and what is said to screen readers
 * is a word, not a yes or no.
 */
const withPlainStates = (source: string): string =>
  source
    .replace(/(\shidden\s*=\s*)(["'])\{\{([^{}]*)\}\}\2/g, '$1$2{{ !!($3) }}$2')
    .replace(/<(?:view|text)\b(?:"[^"]*"|'[^']*'|[^<>"'])*>/g, (tag) => tag.replace(ariaState, ariaWord));

const ariaState = /(\saria-(?:checked|selected|disabled|hidden|expanded)\s*=\s*)(["'])\{\{([^{}]*)\}\}\2/g;

function ariaWord(_: string, name: string, quote: string, expression: string): string {
  const inner = quote === '"' ? "'" : '"';
  // An author may have written the word himself.
  const isNo = `!(${expression}) || (${expression}) === ${inner}false${inner}`;
  return `${name}${quote}{{ ${isNo} ? ${inner}false${inner} : ${inner}true${inner} }}${quote}`;
}
