/** What every connector must do with requests and answers. The suite runs over the whole registry. */
import type { Outcome } from '../../shared/kernel/exchange';
import type { HttpReply, HttpRequest } from '../../shared/kernel/http';
import type { CloudPayRequest, Operation } from '../../shared/payments/psp/operation';
import { connectors } from '../../scripts/connectors';
import { CALLED_PSP, connectorOf as registered, paySps } from '../../shared/payments/psp';
import { type Fields, readFields } from '../../shared/kernel/fields';
import { fit, wellFormed, type TextLimit } from '../../shared/kernel/text';
import { plainReply, type OperationFixture } from '../fixtures/connector-fixture';
import { subjects, untested, type Subject } from './subject';

const names = ['prepare', 'pay', 'query', 'close', 'refund', 'queryRefund'] as const;

/** An operation with its fixture, the input and output types forgotten: the suite only hands them through. */
interface Case {
  readonly name: string;
  readonly sample: OperationFixture<unknown, unknown>;
  readonly request: () => unknown;
  readonly reply: (reply: HttpReply) => Outcome<unknown>;
}

function caseOf<In, Out>(
  { account, fixture }: Subject,
  name: string,
  operation: Operation<Fields, In, Out>,
  sample: OperationFixture<In, Out>,
): Case {
  return {
    name,
    sample,
    request: () => operation.request(sample.input, account, fixture.env),
    reply: (reply) => operation.reply(reply, sample.input, account, fixture.env),
  };
}

const casesOf = (subject: Subject): readonly Case[] => {
  const { prepare, close, refund, queryRefund, pay, query } = subject.connector;
  const { fixture } = subject;
  return [
    ...(prepare && fixture.prepare ? [caseOf(subject, 'prepare', prepare, fixture.prepare)] : []),
    caseOf(subject, 'pay', pay, fixture.pay),
    caseOf(subject, 'query', query, fixture.query),
    ...(close && fixture.close ? [caseOf(subject, 'close', close, fixture.close)] : []),
    ...(refund && fixture.refund ? [caseOf(subject, 'refund', refund, fixture.refund)] : []),
    ...(queryRefund && fixture.queryRefund
      ? [caseOf(subject, 'queryRefund', queryRefund, fixture.queryRefund)]
      : []),
  ];
};

/** Everything of a request that carries words of ours, in one text. */
function wordsOf(request: HttpRequest | CloudPayRequest | undefined): string {
  if (!request) return '';
  if ('cloudPay' in request) return JSON.stringify(request.data);
  const isForm = /form-urlencoded/.test(request.headers['content-type'] ?? '');
  return `${unescaped(request.url)} ${isForm ? unescaped(request.body) : request.body}`;
}

const unescaped = (text: string): string => decodeURIComponent(text.replace(/\+/g, ' '));

test('every connector in the registry has fixtures', () => {
  expect(untested).toEqual([]);
  expect(subjects.length).toBe(connectors.length);
});

test('the registry loads each of them by its name, and no other', async () => {
  expect(paySps).toEqual(connectors.map(({ paySp }) => paySp));
  expect(await Promise.all(paySps.map(registered))).toEqual(connectors);
  expect(await registered('nobody')).toBeUndefined();
  expect(await registered('__proto__')).toBeUndefined();
});

test('the one PSP that calls the function is the one that its door knows', () => {
  const calling = connectors.filter(
    ({ notifications }) => notifications !== 'none' && notifications.by === 'call',
  );
  expect(calling.map(({ paySp }) => paySp)).toEqual([CALLED_PSP]);
});

test('no two connectors share a name', () => {
  expect(new Set(connectors.map((one) => one.paySp)).size).toBe(connectors.length);
});

describe.each(subjects)('$paySp', (subject) => {
  const { connector, fixture } = subject;
  const cases = casesOf(subject);

  test('has fixtures for exactly the operations that it offers', () => {
    for (const name of names)
      expect([name, Boolean(fixture[name])]).toEqual([name, Boolean(connector[name])]);
  });

  describe.each(cases)('$name', ({ sample, request, reply }) => {
    test('sends exactly the documented bytes', () => {
      expect(request()).toEqual(sample.golden);
    });

    test('sends the same bytes for the same input', () => {
      expect(JSON.stringify(request())).toBe(JSON.stringify(request()));
    });

    test('shows no secret in what it sends, but for the header that is made for it', () => {
      const sent = JSON.stringify(request(), (name, value: unknown) =>
        name === 'authorization' ? '' : value,
      );
      for (const secret of fixture.secrets) expect(sent).not.toContain(secret);
    });

    test('reads a good answer', () => {
      expect(reply(sample.good)).toEqual({ is: 'ok', value: sample.value });
    });

    // Some PSPs publish no definite no.
    if (sample.refusals.length > 0)
      test.each(sample.refusals.map((one) => [one.why, one.reply.status, one.reply.body, one] as const))(
        'takes a documented refusal as %s (%i %s)',
        (why, _status, _body, refusal) => {
          expect(reply(refusal.reply)).toMatchObject({ is: 'refused', why });
        },
      );

    test.each(sample.undocumented.map((one) => [one.status, one.body, one] as const))(
      'takes a no that the PSP does not publish for none, and hands its words on (%i %s)',
      (_status, _body, said) => {
        const theirs = expect.any(String) as unknown;
        expect(reply(said)).toEqual({ is: 'unknown', why: 'undocumented', theirs });
      },
    );

    test.each(sample.busy.map((one) => [one.status, one.body, one] as const))(
      'takes trouble on the PSP’s side for no answer (%i %s)',
      (_status, _body, said) => {
        expect(reply(said)).toMatchObject({ is: 'unknown', why: 'busy' });
      },
    );

    test.each([
      ['500', plainReply(500, '{"code":"SYSTEM_ERROR"}')],
      ['502 with HTML', plainReply(502, '<html><body>Bad Gateway</body></html>')],
      ['503', plainReply(503, '')],
      ['a good body under 500', { ...sample.good, status: 500 }],
      ['a refusal under 503', { ...(sample.refusals[0]?.reply ?? sample.good), status: 503 }],
      ['200 with HTML', plainReply(200, '<html>')],
      ['200 with nothing', plainReply(200, '')],
      ['200 with a JSON list', plainReply(200, '[]')],
      ['200 with null', plainReply(200, 'null')],
      ['200 with a prototype', plainReply(200, '{"__proto__":{"status":true}}')],
      ['404 with HTML', plainReply(404, '<html>')],
      ['302', plainReply(302, '')],
    ])('does not know the outcome after %s', (_what, broken) => {
      expect(reply(broken).is).toBe('unknown');
    });

    test('does not know the outcome after a cut-off answer, wherever it is cut', () => {
      const { body } = sample.good;
      for (let end = 0; end < body.length; end += 1) {
        expect(reply({ ...sample.good, body: body.slice(0, end) }).is).toBe('unknown');
      }
    });

    test.each(sample.foreign.map((one) => [one.body, one] as const))(
      'does not take %s for the answer',
      (_body, foreign) => {
        expect(reply(foreign).is).toBe('unknown');
      },
    );
  });

  test('has an answer for every operation that says no and is none', () => {
    for (const { name, sample } of cases)
      expect([name, sample.undocumented.length > 0, sample.busy.length > 0]).toEqual([name, true, true]);
  });

  if (fixture.signsAnswers === 'in the body')
    describe.each(cases)('a signed answer to $name', ({ sample: { good }, reply }) => {
      test('is not believed with any byte of its body changed or lost, or says the same', () => {
        for (let at = 0; at < good.body.length; at += 1) {
          const [head, tail] = [good.body.slice(0, at), good.body.slice(at + 1)];
          const other = String.fromCharCode(good.body.charCodeAt(at) ^ 1);
          for (const body of [head + other + tail, head + tail]) {
            const outcome = reply({ ...good, body });
            if (outcome.is === 'ok') expect([body, outcome]).toEqual([body, reply(good)]);
            else expect([body, outcome.is]).toEqual([body, 'unknown']);
          }
        }
      });
    });

  if (fixture.signsAnswers === true) {
    describe.each(cases)('a signed answer to $name', ({ sample, reply }) => {
      const good = sample.good;
      const withHeader = (name: string, value: string): HttpReply => ({
        ...good,
        headers: { ...good.headers, [name]: value },
      });

      test.each(Object.keys(good.headers).filter((name) => name.startsWith('wechatpay-')))(
        'is not believed without the right %s',
        (name) => {
          const value = good.headers[name] ?? '';
          const changed = withHeader(name, `${value.startsWith('9') ? '8' : '9'}${value.slice(1)}`);
          expect(reply(changed)).toEqual({
            is: 'unknown',
            why: expect.stringMatching(/^(unverified|unknown_key)$/) as unknown,
          });
        },
      );

      test('is not believed when it carries no signature', () => {
        expect(reply({ ...good, headers: {} })).toEqual({ is: 'unknown', why: 'unverified' });
      });

      test('is not believed with any byte of its body changed', () => {
        for (let at = 0; at < good.body.length; at += 1) {
          const code = good.body.charCodeAt(at) ^ 1;
          const body = good.body.slice(0, at) + String.fromCharCode(code) + good.body.slice(at + 1);
          expect(reply({ ...good, body })).toEqual({ is: 'unknown', why: 'unverified' });
        }
      });

      test('that refuses is not believed under a wrong signature', () => {
        const refusal = sample.refusals[0]?.reply ?? good;
        const tampered = { ...refusal, body: refusal.body.replace('in words', 'in other words') };
        expect(reply(tampered)).toEqual({ is: 'unknown', why: 'unverified' });
      });

      test('is not believed from another moment', () => {
        const old = { ...fixture.env, now: fixture.env.now + 301_000 };
        const operation =
          connector[names.find((name) => fixture[name] === sample) ?? 'query'] ?? connector.query;
        const outcome = operation.reply(good, sample.input as never, subject.account, old);
        expect(outcome).toEqual({ is: 'unknown', why: 'unverified' });
      });
    });
  }

  describe('status words', () => {
    const payment = (reply: HttpReply): unknown =>
      connector.query.reply(reply, fixture.query.input, subject.account, fixture.env);
    const refund = (word: string): unknown => {
      const { queryRefund } = connector;
      if (!queryRefund || !fixture.queryRefund || !fixture.refundAnswer) return undefined;
      const reply = fixture.refundAnswer(word);
      return queryRefund.reply(reply, fixture.queryRefund.input, subject.account, fixture.env);
    };

    test.each(Object.entries(fixture.paymentStatuses))('of payments: "%s" is %s', (word, status) => {
      expect(payment(fixture.queryAnswer(word))).toMatchObject({ is: 'ok', value: { status } });
    });

    const { payable = [], refundedSome = [] } = fixture;

    test('that leave the payer another try say so, and no other', () => {
      for (const word of Object.keys(fixture.paymentStatuses)) {
        const outcome = connector.query.reply(
          fixture.queryAnswer(word),
          fixture.query.input,
          subject.account,
          fixture.env,
        );
        if (outcome.is !== 'ok') throw new Error(`"${word}" is not understood`);
        expect([word, outcome.value.payable]).toEqual([word, payable.includes(word) ? true : undefined]);
      }
    });

    test('that tell of money given back say so, and no other', () => {
      for (const word of Object.keys(fixture.paymentStatuses)) {
        const outcome = connector.query.reply(
          fixture.queryAnswer(word),
          fixture.query.input,
          subject.account,
          fixture.env,
        );
        if (outcome.is !== 'ok') throw new Error(`"${word}" is not understood`);
        expect([word, outcome.value.refunded]).toEqual([
          word,
          refundedSome.includes(word) ? 'some' : undefined,
        ]);
      }
    });

    if (connector.queryRefund) {
      test.each(Object.entries(fixture.refundStatuses))('of refunds: "%s" is %s', (word, status) => {
        expect(refund(word)).toMatchObject({ is: 'ok', value: { status } });
      });
    }

    test.each(['A_STATE_OF_TOMORROW', '', 'paid?', 'toString', 'constructor', '__proto__'])(
      'that nobody documented ("%s") leave a payment pending and a refund on its way',
      (word) => {
        expect(payment(fixture.queryAnswer(word))).toMatchObject({ is: 'ok', value: { status: 'pending' } });
        if (!connector.queryRefund) return;
        expect(refund(word)).toMatchObject({ is: 'ok', value: { status: 'processing' } });
      },
    );
  });

  test.each([
    ['negative', -100],
    ['fractional', 10.001],
    ['beyond 2^53', 2 ** 60],
    ['scientific text', '1e2'],
    ['signed text', '+1'],
    ['padded text', ' 1'],
    ['text with a comma', '1,00'],
    ['full-width text', '１'],
    ['an empty text', ''],
    ['null', null],
    ['a list', [1290]],
    ['an object', { value: 1290 }],
    ['true', true],
  ])('an answer that says paid with an amount that is %s is not understood', (_what, amount) => {
    const reply = fixture.paidAnswer(amount);
    const outcome = connector.query.reply(reply, fixture.query.input, subject.account, fixture.env);
    expect(outcome).toEqual({ is: 'unknown', why: 'unreadable' });
  });

  describe('its configuration', () => {
    const required = Object.keys(connector.fields).filter((name) => connector.fields[name]?.required);

    test('without anything gets every missing field named at once', () => {
      expect(readFields<Fields>(connector.fields, {})).toEqual({
        problems: required.map((name) => `${name} is missing`),
      });
    });

    test.each([null, '', '  ', [], {}])(
      'with %j in every field gets every required one named at once',
      (nothing) => {
        const block = Object.fromEntries(Object.keys(connector.fields).map((name) => [name, nothing]));
        const read = readFields<Fields>(connector.fields, block);
        const named = ('problems' in read ? read.problems : []).map((problem) => problem.split(' ')[0]);
        expect(named).toEqual(expect.arrayContaining(required));
      },
    );

    test('never shows the value of a wrong or right secret field', () => {
      const wrong = Object.fromEntries(
        Object.entries(connector.fields).map(([name, field]) => [name, field.secret ? 'XYZZY-SECRET' : 7]),
      );
      expect(JSON.stringify(readFields<Fields>(connector.fields, wrong))).not.toContain('XYZZY-SECRET');
      const shown = JSON.stringify(subject.account);
      for (const secret of fixture.secrets) expect(shown).not.toContain(secret);
    });
  });

  test('declares what it can do in known words and positive numbers', () => {
    const { can } = connector;
    expect(can.payMethods.length).toBeGreaterThan(0);
    expect(can.currencies).toContain(fixture.pay.input.amount.currency);
    expect(can.payMethods).toContain(fixture.pay.input.payMethod);
    expect(can.maxRefunds).toBeGreaterThan(0);
    for (const [currency, least] of Object.entries(can.minimum)) {
      expect(can.currencies).toContain(currency);
      expect(Number.isSafeInteger(least) && least > 0).toBe(true);
    }
    expect(connector.docs.url).toMatch(/^https:\/\//);
    expect(connector.docs.read).toMatch(/^\d{4}-\d{2}$/);
  });

  const { refund } = connector;
  const refundInput = fixture.refund?.input;
  if (refund && refundInput && !fixture.numberlessRefund)
    test('reuses the number of a refund that is sent again', () => {
      const later = { ...fixture.env, now: fixture.env.now + 5000, nonce: 'f'.repeat(32) };
      const input = refundInput;
      for (const env of [fixture.env, later]) {
        expect(wordsOf(refund.request(input, subject.account, env))).toContain(input.outRefundNo);
      }
    });

  const sizeOf = (text: string, unit: TextLimit['unit']): number =>
    unit === 'bytes'
      ? Buffer.byteLength(text)
      : unit === 'characters'
        ? Array.from(text).length
        : text.length;

  test.each(['退'.repeat(80), '😀'.repeat(26), '坏了\ud83d', 'a'.repeat(300)])(
    'cuts nothing from a text that fits, and "%s" fits as whole characters',
    (written) => {
      for (const name of ['description', 'reason'] as const) {
        const limit = connector.can.texts[name];
        const text = fit(written, limit);
        expect(sizeOf(text, limit.unit)).toBeLessThanOrEqual(limit.most);
        expect(wellFormed(text)).toBe(text);
        const sent =
          name === 'description'
            ? connector.pay.request({ ...fixture.pay.input, description: text }, subject.account, fixture.env)
            : fixture.refund &&
              connector.refund?.request(
                { ...fixture.refund.input, reason: text },
                subject.account,
                fixture.env,
              );
        const isSent = fixture.texts[name];
        expect([name, wordsOf(sent).includes(text)]).toEqual([name, isSent]);
      }
    },
  );

  test('cuts no text itself: what the callers hand in is what was stored', () => {
    const description = 'x'.repeat(1000);
    const sent = connector.pay.request({ ...fixture.pay.input, description }, subject.account, fixture.env);
    expect(wordsOf(sent).includes(description)).toBe(fixture.texts.description);
  });

  test('says how long an attempt can be paid only where it can', () => {
    const { paymentLifeMs = 60_000 } = connector.can;
    expect(Number.isSafeInteger(paymentLifeMs) && paymentLifeMs >= 60_000).toBe(true);
  });

  test('does not throw over half a character in the texts that people write', () => {
    const input = { ...fixture.pay.input, description: 'waffles \ud83d' };
    expect(() => connector.pay.request(input, subject.account, fixture.env)).not.toThrow();
    if (!fixture.refund) return;
    const refund = { ...fixture.refund.input, reason: 'broken \ud83d' };
    expect(() => connector.refund?.request(refund, subject.account, fixture.env)).not.toThrow();
  });
});
