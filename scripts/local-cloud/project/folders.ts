// Where a WeChat or CloudBase project keeps its functions, as their own tools find them.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDoc, type Doc } from '../database/document';
import { messageOf } from '../service-error';

/** cloudbaserc.json of the project in `root`, where there is one. */
export function declarationIn(root: string): string | undefined {
  const file = path.join(root, 'cloudbaserc.json');
  return existsSync(file) ? file : undefined;
}

/**
 * The folder that holds a folder for each function of the project in `root`: `cloudfunctionRoot` of project.config.json, else
 * `functionRoot` of cloudbaserc.json, else `cloudfunctions`.
 * @throws Error in words where there is no such folder, or a file cannot be read
 */
export function findFunctions(root: string): string {
  if (!existsSync(root)) throw new Error(`${root}: there is no such folder`);
  const named = [
    textIn(readJson(path.join(root, 'project.config.json')), 'cloudfunctionRoot'),
    textIn(readJson(path.join(root, 'cloudbaserc.json')), 'functionRoot'),
    'cloudfunctions',
  ].filter((one) => one !== undefined);
  const folder = named.map((one) => path.join(root, one)).find(existsSync);
  if (folder === undefined)
    throw new Error(`${root} has no cloud functions: looked for ${named.map((one) => `${one}/`).join(', ')}`);
  return folder;
}

/** An object out of a JSON file; undefined where there is no file. */
export function readJson(file: string): Doc | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, '')) as unknown;
    if (isDoc(value)) return value;
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`);
  }
  throw new Error(`${file}: must hold a JSON object`);
}

function textIn(document: Doc | undefined, name: string): string | undefined {
  const value = document?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
