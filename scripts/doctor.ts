/**
 * `npm run doctor [-- --file config.json | --env ID | --url http://127.0.0.1:7070] [--json] [--online] [--lang zh-CN]`: says what is wrong with a
 * configuration, its keys and certificates, why it matters and what to do, in English, 简体中文 (`zh-CN`) or 繁體中文 (`zh-TW`). `--online` also asks each PSP something harmless. The last line
 * is `N problems`, in the language; with `--json` only the array of problems is printed. Exit code 0 without problems, 1 with some,
 * 2 where the configuration cannot be reached.
 */
import { runDoctor } from './doctor/run';

runDoctor(process.argv.slice(2), { say: (line) => console.log(line) }).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
