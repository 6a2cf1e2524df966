#!/usr/bin/env node
// The package's command.
import { runCloud } from './command';

runCloud(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`))
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
