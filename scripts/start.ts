/** `npm start`: builds and runs everything on one port. `-- --port N --data DIR --provider NAME`. */
import { parseArgs } from 'node:util';
import { buildWorld, startWorld } from './demo/world';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7070' },
      data: { type: 'string' },
      provider: { type: 'string', default: 'yaband' },
    },
  });
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65535) {
    throw new Error(`--port ${values.port} is no port: give a number from 0 (any free one) to 65535`);
  }
  for (const problem of await buildWorld()) console.warn(problem);
  const world = await startWorld({
    port,
    provider: values.provider,
    log: (line) => console.log(line),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  });
  console.log(`phone   ${world.url}/\nconsole ${world.url}/console\nready ${world.url}`);
  // Not waited for: whoever is faster than this only waits a little longer for the first answer.
  world.warmUp().catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void world.close().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
