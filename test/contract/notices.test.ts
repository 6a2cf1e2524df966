/** What every connector must do with notices: believe the signed ones exactly, and nothing else. */
import type { HttpReply } from '../../shared/kernel/http';
import type { Notifications, RawNotice, Rejected } from '../../shared/payments/psp/connector';
import type { Report } from '../../shared/payments/order/facts';
import type { Fields } from '../../shared/kernel/fields';
import { subjects, type Subject } from './subject';

type Reading = Rejected | { readonly reports: readonly Report[] };

function listenerOf({ connector }: Subject): Notifications<Fields> {
  if (connector.notifications === 'none') throw new Error(`${connector.paySp} sends no notices`);
  return connector.notifications;
}

/** What becomes of a notice: looked at, verified, read. */
function reading(subject: Subject, notice: RawNotice): Reading {
  const { account, noticeEnv } = subject;
  const notifications = listenerOf(subject);
  const seen = notifications.glance(notice) ?? notifications.verify(notice, account, noticeEnv);
  return 'rejected' in seen ? seen : { reports: notifications.read(seen, account) };
}

const reportOf = (subject: Subject, notice: RawNotice): Report | undefined => {
  const read = reading(subject, notice);
  return 'rejected' in read ? undefined : read.reports[0];
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
  reports: readonly Report[],
): readonly string[] {
  const wanted = JSON.stringify(reports);
  const changed: string[] = [];
  for (const notice of notices) {
    const read = reading(subject, notice);
    if ('reports' in read && JSON.stringify(read.reports) !== wanted)
      changed.push(JSON.stringify(read.reports));
  }
  return changed;
}

test('a connector has notice fixtures exactly when its PSP sends notices', () => {
  for (const { paySp, connector, fixture } of subjects) {
    expect([paySp, fixture.notices !== undefined]).toEqual([paySp, connector.notifications !== 'none']);
  }
});

/** Connectors with notices, with their notice fixtures at hand. */
const listening = subjects.flatMap((subject) => {
  const { notices } = subject.fixture;
  return notices ? [{ ...subject, subject, notices }] : [];
});

describe.each(listening)(
  'a notice of $paySp',
  ({ subject, fixture, notices: { payment, refund, otherAccount, bad } }) => {
    const listener = listenerOf(subject);
    const good = [['a payment', payment] as const, ...(refund ? [['a refund', refund] as const] : [])];
    /** A notice that is only a hint is asked about before it is believed, whatever it says. */
    const isBelieved = listener.believe === 'notice';

    test.each(good)('about %s is accepted and read', (_what, { notice, report }) => {
      expect(listener.glance(notice)).toBeUndefined();
      expect(reading(subject, notice)).toEqual({ reports: [report] });
    });

    test('is answered with the exact bytes that end its repetitions', () => {
      expect(listener.accepted).toEqual(fixture.accepted);
    });

    test('that is refused is answered with other bytes, and never the accepting ones', () => {
      const refused: HttpReply = listener.refused(401, 'bad_signature');
      expect(refused).toEqual(fixture.refused401);
      expect(refused).not.toEqual(fixture.accepted);
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
        expect(listener.glance(notice)).toEqual({ rejected });
      }
    });

    test('for another account is refused, or marked as a misfit', () => {
      const read = reading(subject, otherAccount);
      if ('reports' in read) for (const report of read.reports) expect(report.misfit).toBeDefined();
      else expect(read.rejected).toBeDefined();
    });

    /** Facts that are booked as the notice says them: no slip of the wire may change one. */
    const believed = good.filter(([, { report }]) => isBelieved && !('hint' in report));

    if (believed.length > 0)
      test('with any one character changed, lost, doubled or swapped is refused or says the same', () => {
        for (const [, one] of believed) {
          const notices = function* (): Generator<RawNotice> {
            for (const body of slips(one.notice.body)) yield { ...one.notice, body };
          };
          expect(survivors(subject, notices(), [one.report])).toEqual([]);
        }
      });

    if (isBelieved)
      test('with any one character of a signature header changed is refused or says the same', () => {
        const { headers } = payment.notice;
        const notices = function* (): Generator<RawNotice> {
          for (const [name, value] of Object.entries(headers)) {
            for (const slip of slips(value))
              yield { ...payment.notice, headers: { ...headers, [name]: slip } };
          }
        };
        expect(survivors(subject, notices(), [payment.report])).toEqual([]);
      });

    if (isBelieved && payment.notice.body.startsWith('{')) {
      const object = JSON.parse(payment.notice.body) as { data?: Record<string, unknown> };
      const names = Object.keys(object.data ?? {}).sort();

      test('whose signed fields were moved into or out of a nested object is refused or says the same', () => {
        const notices = names.map((name): RawNotice => {
          const { [name]: value, ...data } = object.data ?? {};
          const moved = { ...object, data: { ...data, nested: { [name]: value } } };
          return { ...payment.notice, body: JSON.stringify(moved) };
        });
        expect(survivors(subject, notices, [payment.report])).toEqual([]);
      });

      test('whose neighbouring signed fields were glued into one is refused or says the same', () => {
        const notices = names.slice(0, -1).map((name, index): RawNotice => {
          const next = names[index + 1] ?? '';
          const { [next]: swallowed, ...data } = object.data ?? {};
          const glued = { ...data, [name]: `${String(data[name])}&${next}=${String(swallowed)}` };
          return { ...payment.notice, body: JSON.stringify({ ...object, data: glued }) };
        });
        expect(survivors(subject, notices, [payment.report])).toEqual([]);
      });
    }

    const { statusNotice, paidNotice } = fixture;
    if (statusNotice) {
      test.each(Object.entries(fixture.paymentStatuses))('with status "%s" is read as %s', (word, status) => {
        expect(reportOf(subject, statusNotice(word))).toMatchObject({ status });
      });

      test.each(['A_STATE_OF_TOMORROW', '', 'toString', 'constructor'])(
        'with a status that nobody documented ("%s") leaves the payment pending',
        (word) => {
          expect(reportOf(subject, statusNotice(word))).toMatchObject({ status: 'pending' });
        },
      );
    }

    if (paidNotice) {
      test.each([-1, 10.001, 2 ** 60, '1e2', '+1', ' 1', '1,00', '１', '', null])(
        'that says paid with the amount %j never becomes a payment',
        (amount) => {
          const report = reportOf(subject, paidNotice(amount));
          expect(report?.status === 'paid' && report.misfit === undefined).toBe(false);
        },
      );
    }

    test('and the answer to a query about the same payment say the same', () => {
      const { connector, account } = subject;
      const outcome = connector.query.reply(fixture.query.good, fixture.query.input, account, fixture.env);
      if (outcome.is !== 'ok') throw new Error('the fixture’s answer is not understood');
      const asked: Readonly<Record<string, unknown>> = { ...outcome.value };
      const told: Readonly<Record<string, unknown>> = { ...payment.report };
      const shared = Object.keys(told).filter((name) => name in asked);
      expect(shared).toEqual(
        expect.arrayContaining(isBelieved ? ['attemptNo', 'status', 'amount'] : ['attemptNo']),
      );
      if (isBelieved) for (const name of shared) expect([name, asked[name]]).toEqual([name, told[name]]);
    });
  },
);
