import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/demo/world';

const OPENID = 'oRestarted0000001';

/** `npm start` in a process of its own; the promise is fulfilled with its address when it says ready. */
async function start(data: string): Promise<{ url: string; child: ChildProcess }> {
  const script = path.join(root, 'scripts', 'start.ts');
  const args = ['--import', 'tsx', script, '--port', '0', '--data', data];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const ready = /^ready (\S+)/m.exec(said);
      if (ready?.[1]) resolve(ready[1]);
    });
    child.on('exit', () => reject(new Error(`it ended before it was ready: ${said}`)));
  });
  return { url, child };
}

async function call(url: string, data: Record<string, unknown>): Promise<Record<string, unknown>> {
  const reply = await fetch(`${url}/wx/callFunction`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-wx-openid': OPENID,
      'x-wx-appid': 'wxcrosspaydemo0001',
    },
    body: JSON.stringify({ name: 'pay', data }),
  });
  return ((await reply.json()) as { result: Record<string, unknown> }).result;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

test('a SIGKILL in the middle of traffic loses no acknowledged order, and business goes on after a restart', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'crosspay-'));
  const first = await start(data);
  const acknowledged: string[] = [];
  let isRunning = true;
  const customers = Array.from({ length: 4 }, async () => {
    while (isRunning) {
      try {
        const made = await call(first.url, {
          action: 'createorder',
          items: [{ goods_id: 'delft', quantity: 1 }],
        });
        if (made.errcode === 0) acknowledged.push(String(made.out_trade_no));
        const started = await call(first.url, { action: 'unifiedorder', out_trade_no: made.out_trade_no });
        if (started.errcode === 0) acknowledged.push(`${String(made.out_trade_no)} pending`);
      } catch {
        // The kill cuts calls off; those were not acknowledged.
      }
    }
  });
  await until(() => acknowledged.length >= 30);
  await killed(first.child);
  isRunning = false;
  await Promise.all(customers);

  const second = await start(data);
  try {
    const listed = await everyOrder(second.url);
    for (const entry of acknowledged) {
      const [outTradeNo = '', pending] = entry.split(' ');
      expect(listed.get(outTradeNo)).toEqual(pending ?? expect.stringMatching(/created|pending/));
    }
    const [anyPending = ''] = acknowledged.find((entry) => entry.endsWith('pending'))?.split(' ') ?? [];
    const paid = await fetch(`${second.url}/control/sandbox`, {
      method: 'POST',
      body: JSON.stringify({ pay_sp: 'yaband', out_trade_no: anyPending, event: 'pay', drop_notify: true }),
    });
    expect(paid.status).toBe(200);
    // The timer may have asked a moment ago; a PSP is asked at most once in two seconds.
    await until(async () => {
      const { state } = await call(second.url, { action: 'queryorder', out_trade_no: anyPending });
      return state === 'paid';
    });
  } finally {
    await killed(second.child);
    rmSync(data, { recursive: true });
  }
});

/** Waits for what must come; the test's own time limit ends a wait in vain. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** All orders of the customer by number, with their states. */
async function everyOrder(url: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let before: number | undefined = undefined; ;) {
    const page = await call(url, {
      action: 'listorders',
      limit: 50,
      ...(before === undefined ? {} : { before }),
    });
    const orders = page.orders as { out_trade_no: string; state: string; created_at: number }[];
    for (const order of orders) found.set(order.out_trade_no, order.state);
    const last = orders.at(-1);
    if (!last || orders.length < 50) return found;
    before = last.created_at + 1;
    if (orders[0]?.created_at === last.created_at) return found;
  }
}
