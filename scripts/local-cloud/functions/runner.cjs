// Runs one cloud function in its own process: loads it once, then serves one call at a time, as an
// instance on the platform does. Plain CommonJS, so that a cold start costs no compiler.
'use strict';

const { pathToFileURL } = require('node:url');
const { setOffset } = require('./local-clock.cjs');

const [file, handler] = process.argv.slice(2);

// --- what the function prints, in order with its results

/** What one call may print, in characters; a flood must not fill anybody's memory. */
const printLimit = 1024 * 1024;
let printed = 0;

for (const stream of ['stdout', 'stderr']) {
  process[stream].write = (chunk, encoding, done) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    print(stream, text);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}

function print(stream, text) {
  const left = printLimit - printed;
  if (left <= 0) return;
  printed += text.length;
  send({ type: 'output', stream, text: text.slice(0, left) });
  if (printed >= printLimit)
    send({ type: 'output', stream: 'system', text: 'printed more than 1 MB: the rest is dropped' });
}

function send(message) {
  if (process.connected) process.send(message);
}

// --- identity: environment variables that change with every call

let applied = new Set();

function applyEnvironment(environment, keepOld) {
  const before = process.env.WX_CONTEXT_KEYS ?? '';
  if (!keepOld) for (const name of applied) delete process.env[name];
  for (const [name, value] of Object.entries(environment)) process.env[name] = value;
  if (keepOld) {
    const keys = [...before.split(','), ...environment.WX_CONTEXT_KEYS.split(',')].filter(Boolean);
    process.env.WX_CONTEXT_KEYS = [...new Set(keys)].join(',');
  }
  applied = new Set([...applied, ...Object.keys(environment)]);
}

// --- calls

async function call({ id, event, environment, keepOld, context, offset }) {
  setOffset(offset);
  printed = 0;
  applyEnvironment(environment, keepOld);
  try {
    const result = await answerOf(event, {
      callbackWaitsForEmptyEventLoop: false,
      ...context,
      environ: Object.entries(environment)
        .map(([name, value]) => `${name}=${value}`)
        .join(';'),
      environment: JSON.stringify({ ...environment, TCB_ENV: process.env.TCB_ENV }),
    });
    send({ type: 'result', id, text: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    const isError = error instanceof Error;
    const message = isError ? `${error.name}: ${error.message}` : `thrown: ${JSON.stringify(error)}`;
    send({ type: 'error', id, message, stack: isError ? String(error.stack) : '' });
  }
}

/** A handler returns its answer, or takes a third argument and calls it (error, answer), as old ones do. */
function answerOf(event, context) {
  if (main.length < 3) return main(event, context);
  return new Promise((resolve, reject) => {
    const returned = main(event, context, (error, answer) => (error ? reject(error) : resolve(answer)));
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  });
}

async function loaded() {
  try {
    return require(file);
  } catch (error) {
    if (!['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'].includes(error?.code)) throw error;
    return import(pathToFileURL(file).href);
  }
}

async function start() {
  const module = await loaded();
  main = module[handler] ?? module.default?.[handler];
  if (typeof main !== 'function')
    throw new Error(`${require('node:path').basename(file)} exports no function "${handler}"`);
  process.on('message', (message) => void call(message));
  process.on('disconnect', () => process.exit());
  send({ type: 'ready' });
}

let main;
start().catch((error) => {
  process.send(
    { type: 'broken', message: String(error?.message ?? error), stack: String(error?.stack ?? '') },
    () => process.exit(1),
  );
});
