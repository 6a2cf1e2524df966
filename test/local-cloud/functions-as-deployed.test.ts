// What cloudbaserc.json and a function's own files say is what the function gets, as after a deployment.
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { rejection, startCloud, writeFunction, type StartedCloud } from './fixture';

const client = { source: 'wx_client' } as const;
const running: StartedCloud[] = [];

async function start(...given: Parameters<typeof startCloud>): Promise<StartedCloud> {
  const started = await startCloud(...given);
  running.push(started);
  return started;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
});

async function resultOf({ cloud }: StartedCloud, name: string, event: object = {}): Promise<unknown> {
  return (await cloud.functions.invoke(name, event, client)).result;
}

/** Writes a file of a function, in a folder that is made. */
function write(root: string, file: string, text: string): string {
  const whole = path.join(root, file);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

describe('the handler', () => {
  it('is the file and the export that the declaration names', async () => {
    const started = await start({
      other: {
        source: 'exports.main = () => "index"; exports.entry = () => "entry";',
        handler: 'index.entry',
      },
      deep: { source: 'exports.main = () => "index";', handler: 'src/app.run' },
    });
    write(started.root, 'deep/src/app.js', 'exports.run = () => "app";');
    expect([await resultOf(started, 'other'), await resultOf(started, 'deep')]).toEqual(['entry', 'app']);
  });

  it('that is not exported is named', async () => {
    const started = await start({ other: { source: 'exports.main = () => 1;', handler: 'index.entry' } });
    expect((await rejection(resultOf(started, 'other'))).message).toContain(
      'index.js exports no function "entry"',
    );
  });

  it('can be TypeScript, or an ES module', async () => {
    const started = await start({});
    write(
      started.root,
      'typed/index.ts',
      `import { twice } from './twice';\nexport const main = async ({ n }: { n: number }): Promise<number> => twice(n);`,
    );
    write(started.root, 'typed/twice.ts', 'export const twice = (n: number): number => 2 * n;');
    write(started.root, 'module/package.json', '{"type":"module"}');
    write(started.root, 'module/index.js', 'export const main = async () => import.meta.url.length > 0;');
    expect([await resultOf(started, 'typed', { n: 21 }), await resultOf(started, 'module')]).toEqual([
      42,
      true,
    ]);
    expect(started.cloud.functions.names().toSorted()).toEqual(['module', 'typed']);
  });

  it('may call back instead of returning', async () => {
    const started = await start({
      old: `exports.main = (event, context, callback) => { setImmediate(callback, event.fail ? new Error('no') : null, 'back'); };`,
    });
    expect(await resultOf(started, 'old')).toBe('back');
    expect((await rejection(resultOf(started, 'old', { fail: true }))).message).toBe('Error: no');
  });

  it('lies in the folder that the declaration names', async () => {
    const started = await start({ moved: { source: 'exports.main = () => "old";', dir: 'elsewhere/moved' } });
    write(path.dirname(started.root), 'elsewhere/moved/index.js', 'exports.main = () => "new";');
    expect(await resultOf(started, 'moved')).toBe('new');
  });
});

describe('variables', () => {
  const shop = {
    source: 'exports.main = () => process.env.SHOP;',
    envVariables: { SHOP: 'shop {{env.SHOP_NAME}} of {{ env.OWNER }}' },
  };

  it('are filled in from .env and .env.local as the CLI does, and from the shell before both', async () => {
    const started = await start({ shop });
    const folder = path.dirname(started.root);
    write(folder, '.env', 'SHOP_NAME=first\nOWNER="the owner"\n');
    expect(await resultOf(started, 'shop')).toBe('shop first of the owner');
    write(folder, '.env.local', 'SHOP_NAME=second\n');
    expect(await resultOf(started, 'shop')).toBe('shop second of the owner');
    process.env.SHOP_NAME = 'third';
    try {
      expect(await resultOf(started, 'shop')).toBe('shop third of the owner');
    } finally {
      Reflect.deleteProperty(process.env, 'SHOP_NAME');
    }
  });

  it('that nobody has set fail the call by name, and other functions run', async () => {
    const started = await start({ shop, plain: 'exports.main = () => 1;' });
    expect(await rejection(resultOf(started, 'shop'))).toEqual({
      code: 'FUNCTIONS_EXECUTE_FAIL',
      errCode: -504002,
      message: 'cloudbaserc.json: SHOP needs the variable SHOP_NAME, which is neither in .env nor set',
    });
    expect(await resultOf(started, 'plain')).toBe(1);
  });

  it('that look like a key to a real cloud are refused', async () => {
    const started = await start({ shop });
    write(path.dirname(started.root), '.env', `SHOP_NAME=a\nOWNER=a\n`);
    write(
      path.dirname(started.root),
      'cloudbaserc.json',
      JSON.stringify({
        functions: [{ name: 'shop', envVariables: { SECRET_ID: `AKID${'a1B2'.repeat(8)}` } }],
      }),
    );
    expect((await rejection(resultOf(started, 'shop'))).message).toContain('SECRET_ID looks like a real');
  });
});

describe('memory', () => {
  it.each([
    ['objects', `const kept = []; for (;;) kept.push(new Array(1000).fill({}));`],
    ['buffers', `const kept = []; for (;;) { kept.push(Buffer.alloc(1024 * 1024, 1)); await null; }`],
  ])('without end in %s ends the call with the code of the documentation', async (_what, body) => {
    const source = `exports.main = async ({ fill }) => { if (!fill) return 'alive'; ${body} };`;
    const started = await start({ hungry: { source, memorySize: 128 } });
    expect(await rejection(resultOf(started, 'hungry', { fill: true }))).toEqual({
      code: 'FUNCTIONS_MEMORY_LIMIT_EXCEEDED',
      errCode: -504002,
      message: 'the function used more memory than the 128 MB that it has',
    });
    expect(await resultOf(started, 'hungry')).toBe('alive');
  });
});

describe('the runtime', () => {
  it('is the Node that is given for it', async () => {
    const source = 'exports.main = () => process.env.OTHER_NODE ?? "own";';
    const { root } = await start({});
    const node = write(root, 'node18', `#!/bin/sh\nexport OTHER_NODE=18\nexec "${process.execPath}" "$@"\n`);
    chmodSync(node, 0o755);
    const started = await start(
      { given: { source, runtime: 'Nodejs18.15' }, own: { source, runtime: 'Nodejs20.19' } },
      { runtimes: { 'Nodejs18.15': node } },
    );
    expect([await resultOf(started, 'given'), await resultOf(started, 'own')]).toEqual(['18', 'own']);
  });

  it('of another language is refused by name', async () => {
    const started = await start({ snake: { source: '', runtime: 'Python3.10' } });
    expect((await rejection(resultOf(started, 'snake'))).message).toBe(
      'function "snake" needs the runtime Python3.10: only functions of Node.js run here',
    );
  });
});

describe('triggers', () => {
  const timer = (name: string, config: string): object => ({ name, type: 'timer', config });

  it('are those of config.json and of cloudbaserc.json, the latter where both have one name', async () => {
    const started = await start({
      tick: {
        source: 'exports.main = ({ TriggerName }) => TriggerName;',
        config: { triggers: [timer('a', '0 0 1 * * * *'), timer('b', '* wrong')] },
        triggers: [timer('b', '0 0 2 * * * *'), timer('c', '0 0 3 * * * *')],
      },
    });
    for (const name of ['a', 'b', 'c']) expect(await started.cloud.fireTimer('tick', name)).toBe(name);
  });

  it('all fire by the clock', async () => {
    const started = await start(
      {
        tick: {
          source: 'exports.main = ({ TriggerName }) => console.log(TriggerName);',
          triggers: [timer('a', '0 */1 * * * * *'), timer('b', '0 */1 * * * * *')],
        },
      },
      { timers: true },
    );
    const { clock, logs } = started.cloud;
    clock.advance(60_000);
    while (logs.entries().length < 2) await new Promise((resolve) => logs.onLine(resolve));
    expect(new Set(logs.entries().map(({ text }) => text))).toEqual(new Set(['a', 'b']));
  });
});

describe('a change', () => {
  it('in a sub-folder is noticed at the next call', async () => {
    const started = await start({ deep: 'exports.main = () => require("./lib/inner/value");' });
    const file = write(started.root, 'deep/lib/inner/value.js', 'module.exports = 1;');
    expect(await resultOf(started, 'deep')).toBe(1);
    write(started.root, 'deep/lib/inner/value.js', 'module.exports = 2;');
    utimesSync(file, 1, 1);
    expect(await resultOf(started, 'deep')).toBe(2);
  });

  it('of a variable is noticed too', async () => {
    const value = {
      source: 'exports.main = () => process.env.VALUE;',
      envVariables: { VALUE: '{{env.VALUE}}' },
    };
    const started = await start({ value });
    const folder = path.dirname(started.root);
    for (const text of ['one', 'two']) {
      write(folder, '.env', `VALUE=${text}`);
      expect(await resultOf(started, 'value')).toBe(text);
    }
  });
});

describe('packages', () => {
  const source = 'exports.main = () => require("local-package");';

  function writeNeedy(root: string, dependency: string): void {
    writeFunction(root, 'needy', source);
    write(root, 'needy/package.json', JSON.stringify({ dependencies: { 'local-package': dependency } }));
  }

  it('of a function are installed where that is wanted', async () => {
    const started = await start({}, { installDependencies: true });
    const folder = path.dirname(started.root);
    write(folder, 'local-package/package.json', '{"name":"local-package","version":"1.0.0"}');
    write(folder, 'local-package/index.js', 'module.exports = "installed";');
    writeNeedy(started.root, 'file:../../local-package');
    expect(await Promise.all([resultOf(started, 'needy'), resultOf(started, 'needy')])).toEqual([
      'installed',
      'installed',
    ]);
  });

  it('that cannot be installed fail the call with the words of npm', async () => {
    const started = await start({}, { installDependencies: true });
    writeNeedy(started.root, 'no such version!');
    expect((await rejection(resultOf(started, 'needy'))).message).toMatch(
      /^npm install failed for function "needy": .*EINVALIDTAGNAME/s,
    );
  });
});

describe('a debugger', () => {
  it('finds the one process of the function, and no time limit ends it', async () => {
    const port = await freePort();
    const source = `exports.main = ({ wait = 0 }) => new Promise((resolve) => setTimeout(resolve, wait, process.pid));`;
    const started = await start({ seen: { source, timeout: 1 } }, { inspect: { seen: port } });
    const pids = await Promise.all([resultOf(started, 'seen', { wait: 1500 }), resultOf(started, 'seen')]);
    expect(pids[0]).toBe(pids[1]);
    const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as { url: string }[];
    expect(target?.url).toContain('runner.cjs');
    writeFunction(started.root, 'seen', 'exports.main = () => "changed";');
    utimesSync(path.join(started.root, 'seen', 'index.js'), 1, 1);
    expect(await resultOf(started, 'seen')).toBe('changed');
    expect((await fetch(`http://127.0.0.1:${port}/json/list`)).status).toBe(200);
  });
});

it('finds functions behind links, and none in files', async () => {
  const started = await start({ real: 'exports.main = () => "real";' });
  symlinkSync(path.join(started.root, 'real'), path.join(started.root, 'linked'));
  write(started.root, 'README.md', 'not a function');
  expect(started.cloud.functions.names().toSorted()).toEqual(['linked', 'real']);
  expect(await resultOf(started, 'linked')).toBe('real');
});
