/** What every connector must do with notices: believe the signed ones exactly, and nothing else. */
import type { HttpReply, RawNotice, Rejected } from '../../shared/connectors/connector';
import type { Fact } from '../../shared/domain/facts';
import { subjects, type Subject } from './subject';

type Reading = Rejected | { readonly facts: readonly Fact[] };

/** What becomes of a notice: looked at, verified, read. */
function reading({ connector, account, noticeEnv }: Subject, notice: RawNotice): Reading {
  const { notifications } = connector;
  const seen = notifications.glance(notice) ?? notifications.verify(notice, account, noticeEnv);
  return 'rejected' in seen ? seen : { facts: notifications.read(seen, account) };
}

const factOf = (subject: Subject, notice: RawNotice): Fact | undefined => {
  const read = reading(subject, notice);
  return 'rejected' in read ? undefined : read.facts[0];
};

/** Every text that one slip of one character makes of `text`. */
function* slips(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    const [head, one, tail] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
    yield head + String.fromCharCode(one.charCodeAt(0) ^ 1) + tail;
    yield head + tail;
    yield head + one + one + tail;
    if (tail !== '') yield head + tail.charAt(0) + one + tail.slice(1);
  }
}

/** What the notices that were neither refused nor read as these very facts were read as. */
function survivors(
  subject: Subject,
  notices: Iterable<RawNotice>,
  facts: readonly Fact[],
): readonly string[] {
  const wanted = JSON.stringify(facts);
  const changed: string[] = [];
  for (const notice of notices) {
    const read = reading(subject, notice);
    if ('facts' in read && JSON.stringify(read.facts) !== wanted) changed.push(JSON.stringify(read.facts));
  }
  return changed;
}

describe.each(subjects)('a notice of $paySp', (subject) => {
  const { connector, fixture } = subject;
  const { payment, refund, otherAccount, bad } = fixture.notices;

  test.each([
    ['a payment', payment],
    ['a refund', refund],
  ])('about %s is believed and read', (_what, { notice, fact }) => {
    expect(connector.notifications.glance(notice)).toBeUndefined();
    expect(reading(subject, notice)).toEqual({ facts: [fact] });
  });

  test('is answered with the exact bytes that end its repetitions', () => {
    expect(connector.notifications.accepted).toEqual(fixture.accepted);
  });

  test('that is refused is answered with other bytes, and never the accepting ones', () => {
    const refused: HttpReply = connector.notifications.refused(401, 'bad_signature');
    expect(refused).toEqual(fixture.refused401);
    expect(refused.body).not.toBe(fixture.accepted.body);
  });

  test.each(bad.map((one) => [one.what, one.rejected, one] as const))(
    'with %s is refused as %s',
    (_what, rejected, { notice }) => {
      expect(reading(subject, notice)).toEqual({ rejected });
    },
  );

  test('shows without any key that it is unsigned or malformed', () => {
    const early = bad.filter((one) => one.rejected === 'unsigned');
    expect(early.length).toBeGreaterThan(0);
    for (const { notice, rejected } of early) {
      expect(connector.notifications.glance(notice)).toEqual({ rejected });
    }
  });

  test('for another account is refused, or marked as a misfit', () => {
    const read = reading(subject, otherAccount);
    if ('facts' in read) for (const fact of read.facts) expect(fact.misfit).toBeDefined();
    else expect(read.rejected).toBeDefined();
  });

  test.each([
    ['a payment', payment],
    ['a refund', refund],
  ])(
    'about %s with any one character changed, lost, doubled or swapped is refused or says the same',
    (_what, one) => {
      const notices = function* (): Generator<RawNotice> {
        for (const body of slips(one.notice.body)) yield { ...one.notice, body };
      };
      expect(survivors(subject, notices(), [one.fact])).toEqual([]);
    },
  );

  test('with any one character of a signature header changed is refused or says the same', () => {
    const { headers, body } = payment.notice;
    const notices = function* (): Generator<RawNotice> {
      for (const [name, value] of Object.entries(headers)) {
        for (const slip of slips(value)) yield { headers: { ...headers, [name]: slip }, body };
      }
    };
    expect(survivors(subject, notices(), [payment.fact])).toEqual([]);
  });

  test('whose signed fields were moved into or out of a nested object is refused or says the same', () => {
    const object = JSON.parse(payment.notice.body) as { data?: Record<string, unknown> };
    const names = Object.keys(object.data ?? {});
    const notices = names.map((name): RawNotice => {
      const { [name]: value, ...data } = object.data ?? {};
      return {
        ...payment.notice,
        body: JSON.stringify({ ...object, data: { ...data, nested: { [name]: value } } }),
      };
    });
    expect(survivors(subject, notices, [payment.fact])).toEqual([]);
  });

  test('whose neighbouring signed fields were glued into one is refused or says the same', () => {
    const object = JSON.parse(payment.notice.body) as { data?: Record<string, unknown> };
    const names = Object.keys(object.data ?? {}).sort();
    const notices = names.slice(0, -1).map((name, index): RawNotice => {
      const next = names[index + 1] ?? '';
      const { [next]: swallowed, ...data } = object.data ?? {};
      const glued = { ...data, [name]: `${String(data[name])}&${next}=${String(swallowed)}` };
      return { ...payment.notice, body: JSON.stringify({ ...object, data: glued }) };
    });
    expect(survivors(subject, notices, [payment.fact])).toEqual([]);
  });

  test.each(Object.entries(fixture.paymentStatuses))('with status "%s" is read as %s', (word, status) => {
    expect(factOf(subject, fixture.statusNotice(word))).toMatchObject({ status });
  });

  test.each(['A_STATE_OF_TOMORROW', '', 'toString', 'constructor'])(
    'with a status that nobody documented ("%s") leaves the payment pending',
    (word) => {
      expect(factOf(subject, fixture.statusNotice(word))).toMatchObject({ status: 'pending' });
    },
  );

  test.each([-1, 10.001, 2 ** 60, '1e2', '+1', ' 1', '1,00', '１', '', null])(
    'that says paid with the amount %j never becomes a payment',
    (amount) => {
      expect(factOf(subject, fixture.paidNotice(amount))?.status).not.toBe('paid');
    },
  );

  test('and the answer to a query about the same payment say the same', () => {
    const outcome = connector.query.reply(
      fixture.query.good,
      fixture.query.input,
      subject.account,
      fixture.env,
    );
    if (outcome.is !== 'ok') throw new Error('the fixture’s answer is not understood');
    const asked: Readonly<Record<string, unknown>> = { ...outcome.value };
    const told: Readonly<Record<string, unknown>> = { ...payment.fact };
    const shared = Object.keys(told).filter((name) => name in asked);
    expect(shared).toEqual(expect.arrayContaining(['attemptNo', 'status', 'amount', 'spTradeNo']));
    for (const name of shared) expect(asked[name]).toEqual(told[name]);
  });
});
