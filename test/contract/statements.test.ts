/** What every connector must do when it is asked for a day's statement. The suite runs over the whole registry. */
import { connectors } from '../../scripts/connectors';
import { HttpFailure, type HttpFailureKind, type HttpReply } from '../../shared/kernel/http';
import type { StatementSource } from '../../shared/payments/psp/statement';
import type { Fields } from '../../shared/kernel/fields';
import { StatementUnusable } from '../../shared/kernel/statement-unusable';
import { fetchStatement, readStatement } from '../../shared/payments/flows/statements/fetch-statement';
import type { Fetched } from '../../shared/payments/flows/statements/fetched-statement';
import { openShop } from '../../shared/payments/flows/shop';
import { inPieces } from '../fixtures/bills/bill-text';
import { plainReply } from '../fixtures/connector-fixture';
import {
  DAY,
  NOW,
  statements,
  type FileReply,
  type Golden,
  type StatementFixture,
} from '../fixtures/statements';
import { memoryFile } from '../payments/flows/memory-file';
import { MemoryStore } from '../payments/flows/memory-store';
import { memoryTokens } from '../payments/flows/memory-tokens';
import { subjects, type Subject } from './subject';

interface Answering {
  readonly replies?: readonly (HttpReply | HttpFailure)[];
  readonly file?: FileReply | HttpFailure;
  readonly now?: number;
}

/** What a fetch comes to where the PSP answers so, in one line; and every request that left. */
async function fetched(
  { connector, account }: Subject,
  { replies = [], file, now = NOW }: Answering,
): Promise<{ readonly outcome: string; readonly sent: number; readonly words: string }> {
  const waiting = [...replies];
  const logged: string[] = [];
  let sent = 0;
  const next = async (): Promise<HttpReply> => {
    sent += 1;
    const reply = waiting.shift();
    if (!reply) throw new HttpFailure('timeout', 'no answer');
    if (reply instanceof HttpFailure) throw reply;
    return reply;
  };
  const shop = openShop({
    store: new MemoryStore(),
    pspTokens: memoryTokens(),
    http: { send: next },
    cloudPay: { call: next },
    downloads: {
      open: async () => {
        sent += 1;
        if (!file) throw new HttpFailure('timeout', 'no answer');
        if (file instanceof HttpFailure) throw file;
        return { status: file.status, headers: file.headers ?? {}, bytes: inPieces(file.body, 300) };
      },
    },
    keptFiles: { begin: async () => memoryFile(new Map()) },
    clock: { now: () => now, sleep: async () => undefined },
    random: { hex: (bytes) => 'd'.repeat(bytes * 2) },
    log: (event, fields) => void logged.push(JSON.stringify({ event, ...fields })),
    configMaxAgeMs: 60_000,
    exchangeLimitMs: 8000,
    onPaymentSuccess: async () => undefined,
    followUps: [],
  });
  const result = await fetchStatement(shop, { connector, account }, DAY);
  const words = `${JSON.stringify(result)} ${logged.join(' ')}`;
  return { outcome: await outcomeOf(result), sent, words };
}

async function outcomeOf(result: Fetched): Promise<string> {
  if (result.is === 'unusable') return `unusable ${result.code}`;
  if (result.is !== 'lines') return result.is;
  let lines = 0;
  try {
    for await (const batch of result.lines) lines += batch.length;
  } catch (error) {
    if (!(error instanceof StatementUnusable)) throw error;
    return `unusable ${error.code}`;
  }
  return `lines ${lines}`;
}

async function requestOf({ connector, account, fixture }: Subject, golden: Golden): Promise<unknown> {
  const source: StatementSource<Fields> = connector.statement;
  if (source === 'none') return undefined;
  if (golden.ask === 'list')
    return source.by === 'list'
      ? (await source.load()).lists[golden.at]?.request(golden.span, account, fixture.env)
      : undefined;
  if (source.by !== 'file') return undefined;
  const file = await source.load();
  return golden.ask === 'link'
    ? file.link?.(account)?.request(DAY, account, fixture.env)
    : file.request(golden.question, account, fixture.env);
}

const withStatement = subjects.flatMap((subject): [string, Subject, StatementFixture][] => {
  const fixture = statements[subject.paySp];
  return fixture === undefined || fixture === 'none' ? [] : [[subject.paySp, subject, fixture]];
});

test('every connector says whether the PSP has a statement, and the suite knows which', () => {
  const declared = connectors.map(({ paySp, statement }) => [paySp, statement === 'none']);
  expect(declared).toEqual(connectors.map(({ paySp }) => [paySp, statements[paySp] === 'none']));
});

test.each(subjects.filter(({ paySp }) => statements[paySp] === 'none'))(
  '$paySp has none, asks nothing, and reads no file',
  async (subject) => {
    expect(await fetched(subject, {})).toMatchObject({ outcome: 'none', sent: 0 });
    expect((await readStatement(subject, DAY, inPieces('x'))).is).toBe('none');
  },
);

describe.each(withStatement)('%s', (_paySp, subject, fixture) => {
  test.each(fixture.golden.map((golden) => [golden.ask, golden] as const))(
    'asks for a %s in exactly the documented bytes',
    async (_ask, golden) => {
      expect(await requestOf(subject, golden)).toEqual(golden.request);
    },
  );

  test.each(fixture.conversations.map((one) => [one.what, one.outcome, one] as const))(
    'takes %s for: %s',
    async (_what, outcome, conversation) => {
      expect((await fetched(subject, conversation)).outcome).toBe(outcome);
    },
  );

  const bad: readonly (readonly [string, HttpReply])[] = [
    ['500', plainReply(500, '{"code":"SYSTEM_ERROR"}')],
    ['502 with HTML', plainReply(502, '<html><body>Bad Gateway</body></html>')],
    ['429', plainReply(429, '')],
    ['a page', plainReply(200, '<html><body>Sign in to the network</body></html>')],
    ['half a JSON', plainReply(200, '{"status":true,"da')],
    ['JSON of nothing', plainReply(200, '{}')],
    ['a list', plainReply(200, '[]')],
    ['404', plainReply(404, 'not found')],
  ];

  test.each(bad)('takes %s for no answer, never for an empty day', async (_what, reply) => {
    const came = await fetched(subject, { replies: [reply], file: { ...reply, body: reply.body } });
    expect(came.outcome).toBe('unknown');
  });

  test.each(['unreachable', 'untrusted_certificate', 'timeout', 'cut_off', 'too_large'] as const)(
    'takes a failure (%s) for no answer',
    async (kind: HttpFailureKind) => {
      const failure = new HttpFailure(kind, 'it failed');
      expect((await fetched(subject, { replies: [failure], file: failure })).outcome).toBe('unknown');
    },
  );

  test('asks nothing before the day is complete', async () => {
    const { sent, outcome } = await fetched(subject, { now: Date.parse(`${DAY}T20:00:00Z`) });
    expect([sent, outcome]).toEqual([0, 'later']);
  });

  test('asks nothing after the PSP has let it go', async () => {
    const { sent, outcome } = await fetched(subject, { now: Date.parse('2026-01-01T00:00:00Z') });
    expect([sent, outcome]).toEqual([0, 'unusable too_old']);
  });

  test.each(['', '2024-08-32', '2024-02-30', '20240801', '2024-8-1', '2024-08-01T00:00', '__proto__'])(
    'refuses what is no day: "%s"',
    async (day) => {
      const { connector, account } = subject;
      const shop = openShopThatSendsNothing();
      await expect(fetchStatement(shop, { connector, account }, day)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    },
  );

  test('shows no secret in what it says or logs', async () => {
    for (const conversation of fixture.conversations) {
      const { words } = await fetched(subject, conversation);
      for (const secret of subject.fixture.secrets) expect(words).not.toContain(secret);
    }
  });
});

function openShopThatSendsNothing() {
  const never = (): never => {
    throw new Error('nothing is sent here');
  };
  return openShop({
    store: new MemoryStore(),
    pspTokens: memoryTokens(),
    http: { send: never },
    cloudPay: { call: never },
    downloads: { open: never },
    keptFiles: { begin: never },
    clock: { now: () => NOW, sleep: never },
    random: { hex: never },
    log: () => undefined,
    configMaxAgeMs: 60_000,
    exchangeLimitMs: 8000,
    onPaymentSuccess: never,
    followUps: [],
  });
}
