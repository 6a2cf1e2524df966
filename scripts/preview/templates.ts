// Compiles every WXML file into one generated expression for the phone. The compiler's warnings are errors here.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import * as v from 'valibot';
import { builtInTable } from './built-in-table';
import { refuse } from './build-problem';
import type { Problem } from './build-problem';
import type { ComponentSource, MiniProgram } from './project';
import { checkTemplate } from './wxml-check';

const warningsSchema = v.optional(v.array(v.object({ startLine: v.number(), message: v.string() })), []);

/** A JavaScript expression: an object from code path to compiled template, the built-ins' slots included. */
export function compileTemplates({ root, components }: MiniProgram): string {
  const group = new TmplGroup();
  try {
    refuse(components.flatMap((component) => addTemplate(group, root, component)));
    for (const tag of Object.keys(builtInTable)) group.addTmpl(`built-in/${tag}`, '<slot/>');
    return group.getTmplGenObjectGroups();
  } finally {
    group.free();
  }
}

function addTemplate(group: TmplGroup, root: string, { codePath, using }: ComponentSource): Problem[] {
  const file = path.join(root, `${codePath}.wxml`);
  if (!existsSync(file)) return [{ file, message: 'this template is missing' }];
  const source = readFileSync(file, 'utf8');
  const warnings = v.parse(warningsSchema, group.addTmpl(codePath, source) ?? []);
  return [
    ...checkTemplate(source, file, Object.keys(using)),
    ...warnings.map(({ startLine, message }) => ({ file, line: startLine + 1, message })),
  ];
}
