/**
 * Answers to our own requests (class 14): what a PSP, a proxy before it or somebody in its place may send back over a good
 * connection. Nothing of it may throw; where answers are signed nothing but the good one is believed; and where they are not,
 * what is believed is at least about the thing that was asked, with an amount that is one.
 */
import { isCurrency } from '../../shared/kernel/money';
import type { Env, Outcome } from '../../shared/kernel/exchange';
import type { HttpReply } from '../../shared/kernel/http';
import type { Fields } from '../../shared/kernel/fields';
import type { Operation } from '../../shared/payments/psp/operation';
import { subjects, type Subject } from '../contract/subject';
import type { OperationFixture } from '../fixtures/connector-fixture';
import type { Attack, Case } from './attack';
import { damaged } from './damage';
import type { Dice } from './dice';
import { cardNumberIn, markerIn, peopleMarkers } from './markers';
import { slipsAt } from './slips';

const RANDOM = 150;
const OPERATIONS = ['pay', 'query', 'close', 'refund', 'queryRefund'] as const;
type Name = (typeof OPERATIONS)[number];

const pieces = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '<',
  '>',
  '</xml>',
  '<xml>',
  '<![CDATA[',
  ']]>',
  '&',
  'null',
  'true',
  '1e999',
  '-1',
  '0',
  '"__proto__":',
  '"status":200,',
  '"data":{}',
  '\u0000',
  '\ufeff',
  '😀',
  'SUCCESS',
  'FAIL',
  'paid',
  '\ud800',
];

const bodies: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['a space', ' '],
  ['null', 'null'],
  ['true', 'true'],
  ['a number', '0'],
  ['a text', '"paid"'],
  ['a list', '[]'],
  ['an object', '{}'],
  ['HTML', '<html><body><h1>502 Bad Gateway</h1></body></html>'],
  ['a page of a hotel', `<html>${peopleMarkers.payerName ?? ''} please sign in</html>`],
  ['XML', '<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code></xml>'],
  ['XML with an entity', '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><xml><a>&y;</a></xml>'],
  [
    'a billion laughs',
    `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><a>${'&b;'.repeat(1_000)}</a></xml>`,
  ],
  ['depth 10,000', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['depth 10,000 of objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ['depth 10,000 of XML', `<xml>${'<a>'.repeat(10_000)}</xml>`],
  ['a prototype', '{"__proto__":{"status":true},"status":true,"data":{"__proto__":{"state":"paid"}}}'],
  ['a constructor', '{"constructor":{"prototype":{"state":"paid"}}}'],
  ['1 MB', `{"x":"${'x'.repeat(1_000_000)}"}`],
  ['1 MB of beginnings', '{"x":'.repeat(200_000)],
  ['1 MB of brackets', '['.repeat(1_000_000)],
  ['cut off', '{"status":true,"data":{"state":"pa'],
  ['binary', '\u0000\u0001\u0002\u0003ÿþ'],
  [
    'a yes without anything',
    '{"status":true,"code":0,"returnCode":"SUCCESS","resultCode":"SUCCESS","result":{"code":"000.000.000"}}',
  ],
  ['a yes of another kind', '{"status":"T","data":{"result":true}}'],
  ['a code that is an object', '{"code":{"toString":1},"result":{"code":{}},"status":{}}'],
];

const statuses = [
  0, 100, 199, 201, 202, 204, 206, 301, 302, 304, 307, 308, 400, 401, 403, 404, 409, 418, 422, 429, 500, 502,
  503, 504, 599, 999,
];

/** What stands in the place of a value of a good answer. */
const instead: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  0.1,
  '',
  ' ',
  '0',
  'x',
  'toString',
  '__proto__',
  [],
  {},
  [null],
  { $ne: null },
  { toString: 1 },
  'x'.repeat(10_000),
  '\ud800',
  '-12.90',
  '12.9000001',
  '1e3',
  '１２',
  2 ** 53,
  Array.from({ length: 1_000 }, () => 1),
];

/** The PSP's own numbers, as an answer brought them. */
interface Numbers {
  readonly spTradeNo?: string;
  readonly spRefundNo?: string;
}

/** An answer to one of the connector's operations, whatever its kind. */
interface Asked {
  readonly name: Name;
  readonly fixture: OperationFixture<unknown, unknown>;
  readonly read: (reply: HttpReply) => Outcome<unknown>;
  /** Builds the questions that go out with numbers which an answer brought. */
  readonly askAgain: (numbers: Numbers) => void;
}

function askedOf({ connector, fixture, account }: Subject): readonly Asked[] {
  return OPERATIONS.flatMap((name): readonly Asked[] => {
    const operation = connector[name] as Operation<Fields, unknown, unknown> | undefined;
    const own = fixture[name] as OperationFixture<unknown, unknown> | undefined;
    const env: Env = fixture.env;
    return operation && own
      ? [
          {
            name,
            fixture: own,
            read: (reply) => operation.reply(reply, own.input, account, env),
            askAgain(numbers) {
              connector.query.request({ ...fixture.query.input, ...numbers }, account, env);
              const refund = fixture.queryRefund;
              if (refund) connector.queryRefund?.request({ ...refund.input, ...numbers }, account, env);
            },
          },
        ]
      : [];
  });
}

const PAYMENT_STATES = ['pending', 'paid', 'declined', 'closed'];
const REFUND_STATES = ['processing', 'abnormal', 'failed', 'succeeded'];

type Said = Readonly<Record<string, unknown>>;

/** What is wrong with a value that was read out of an answer; undefined when it is one that may be booked. */
function problemOf(value: unknown, input: unknown): string | undefined {
  if (value === true) return undefined;
  const [said, asked] = [Object(value), Object(input)] as [Said, Said];
  if ('ticket' in said) return isTicket(said.ticket) ? undefined : 'a ticket that nobody can pay with';
  const [number, states]: readonly [string, readonly string[]] =
    said.kind === 'payment' ? ['attemptNo', PAYMENT_STATES] : ['outRefundNo', REFUND_STATES];
  if (said[number] !== asked[number]) return `about ${String(said[number])}`;
  if (!states.includes(String(said.status))) return `status ${String(said.status)}`;
  if (said.status === 'paid' && said.amount === undefined) return 'paid without an amount';
  return isMoney(said.amount) ? undefined : `an amount that is none: ${JSON.stringify(said.amount)}`;
}

/** Numbers of theirs come back to them in our next question, whatever they are. */
function problemOfAsking(askAgain: Asked['askAgain'], value: unknown): string | undefined {
  try {
    askAgain(Object(value) as Numbers);
    return undefined;
  } catch (error) {
    return `a question with its numbers threw ${String(error)}`;
  }
}

function isMoney(amount: unknown): boolean {
  if (amount === undefined) return true;
  const { value, currency } = amount as { readonly value: unknown; readonly currency: unknown };
  return (
    Number.isSafeInteger(value) && Number(value) >= 0 && typeof currency === 'string' && isCurrency(currency)
  );
}

const isTicket = (ticket: unknown): boolean => {
  const values = Object.values(Object(ticket) as object).flatMap((one: unknown) =>
    typeof one === 'object' && one !== null ? (Object.values(one) as readonly unknown[]) : [one],
  );
  return values.length > 0 && values.every((one) => typeof one === 'string' && one !== '');
};

/** `foreign`: not signed by the PSP, so nothing in it counts. `theirs`: as good as signed, so it may say anything that is sound. */
type From = 'foreign' | 'theirs';

async function judge(
  { fixture, read, askAgain }: Asked,
  reply: HttpReply,
  from: From,
): Promise<string | undefined> {
  const outcome = read(reply);
  const text = JSON.stringify(outcome);
  const shown = markerIn(text) ?? (outcome.is === 'ok' ? undefined : cardNumberIn(text));
  if (shown !== undefined) return `shows ${shown}`;
  if (outcome.is !== 'ok') return undefined;
  if (text === JSON.stringify(read(fixture.good))) return undefined;
  if (from === 'foreign') return `believed: ${text.slice(0, 200)}`;
  return problemOf(outcome.value, fixture.input) ?? problemOfAsking(askAgain, outcome.value);
}

function caseOf(asked: Asked, what: string, reply: () => HttpReply, from: From): Case {
  return { what: `${asked.name}: ${what}`, run: () => judge(asked, reply(), from) };
}

/** Whether an answer that was changed on the way must be noticed. */
const fromOf = ({ fixture }: Subject): From => (fixture.signsAnswers === false ? 'theirs' : 'foreign');

function* casesOf(subject: Subject, asked: Asked, dice: Dice): Generator<Case> {
  const { good } = asked.fixture;
  const from = fromOf(subject);
  for (const [what, body] of bodies) {
    yield caseOf(asked, what, () => ({ ...good, body }), from);
    yield caseOf(asked, `${what}, no headers`, () => ({ status: 200, headers: {}, body }), from);
    yield caseOf(asked, `${what}, status 400`, () => ({ status: 400, headers: {}, body }), 'theirs');
  }
  for (const status of statuses)
    yield caseOf(asked, `status ${status}`, () => ({ ...good, status }), 'theirs');
  for (const name of Object.keys(good.headers))
    for (const value of ['', ' ', 'x', '0', 'A'.repeat(10_000), good.headers[name]?.toLowerCase() ?? ''])
      yield caseOf(
        asked,
        `${name} ${value.slice(0, 12)}`,
        () => ({ ...good, headers: { ...good.headers, [name]: value } }),
        from,
      );
  for (const [index, foreign] of asked.fixture.foreign.entries())
    yield caseOf(asked, `of another question, ${index}`, () => foreign, 'foreign');
  yield* valuesOf(asked, from);
  for (let left = RANDOM; left > 0; left -= 1) {
    const body = damaged(good.body, pieces, dice);
    yield caseOf(asked, `damage ${left}`, () => ({ ...good, body }), from);
  }
  if (from === 'foreign') yield* slipsOf(asked, dice);
}

/** Another kind of value in every place of an answer in JSON. */
function* valuesOf(asked: Asked, from: From): Generator<Case> {
  const { good } = asked.fixture;
  if (!good.body.startsWith('{')) return;
  const object = JSON.parse(good.body) as Record<string, unknown>;
  for (const name of Object.keys(object)) {
    const inner = object[name];
    const names = typeof inner === 'object' && inner !== null ? Object.keys(inner) : [];
    for (const [index, value] of instead.entries()) {
      const changed = { ...object, [name]: value };
      yield caseOf(asked, `${name} ${index}`, () => ({ ...good, body: JSON.stringify(changed) }), from);
      for (const below of names) {
        const deeper = { ...object, [name]: { ...Object(inner), [below]: value } as object };
        yield caseOf(
          asked,
          `${name}.${below} ${index}`,
          () => ({ ...good, body: JSON.stringify(deeper) }),
          from,
        );
      }
    }
  }
}

/** Slips at every place of a signed answer. */
function* slipsOf(asked: Asked, dice: Dice): Generator<Case> {
  const { good } = asked.fixture;
  for (let at = 0; at < good.body.length; at += 1) {
    const body = dice.of(slipsAt(good.body, at));
    yield caseOf(asked, `a slip at ${at}`, () => ({ ...good, body }), 'foreign');
  }
}

export const replyAttacks: readonly Attack[] = subjects.map((subject) => ({
  no: 14,
  at: subject.paySp,
  *cases(dice) {
    for (const asked of askedOf(subject)) yield* casesOf(subject, asked, dice);
  },
}));
