/**
 * RSA keys for the sandboxes of tests: eight for each world, as many as its sandboxes open with, made once per checkout; further ones
 * are new. They secure nothing but the tests' own traffic.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { machineKey } from '../scripts/sandbox/machine-key';

const READY = 8;
const file = path.join(__dirname, '..', 'dist', 'test-keys.json');

/** Before the first test file: jest's `globalSetup`. */
export default async function makeReadyKeys(): Promise<void> {
  if (existsSync(file)) return;
  const keys = await Promise.all(Array.from({ length: READY }, machineKey));
  mkdirSync(path.dirname(file), { recursive: true });
  // A run that is broken off here leaves no half file to the next.
  writeFileSync(
    `${file}.new`,
    JSON.stringify(keys.map((key) => key.export({ type: 'pkcs8', format: 'pem' }))),
  );
  renameSync(`${file}.new`, file);
}

/** What hands out the ready keys to one world, each once. */
export function readyKeys(): () => Promise<KeyObject> {
  const ready = JSON.parse(readFileSync(file, 'utf8')) as string[];
  return () => {
    const next = ready.shift();
    return next === undefined ? machineKey() : Promise.resolve(createPrivateKey(next));
  };
}
