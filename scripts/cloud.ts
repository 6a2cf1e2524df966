/**
 * `npm run cloud -- [--project DIR] [--port 7070] [--data DIR]`: a CloudBase on this machine for any project: its functions, database,
 * storage and HTTP access. `--import NAME=FILE` writes a file of JSON lines into a collection first, `--export NAME=FILE` writes a
 * collection into a file and ends. `--replay FILE [--url URL] [--empty] [--ignore NAME]` sends recorded traffic again, to the project's
 * cloud or to one that runs, ends with a count, and with exit code 1 where an answer differs. `--inspect NAME[:PORT]`, `--install` and `--node RUNTIME=PATH` are those of `npm start`.
 */
import { runCloud } from './local-cloud/project/command';

runCloud(process.argv.slice(2), (line) => console.log(line))
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
