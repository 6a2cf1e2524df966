/** YabandPay's own rules: what is signed is what is sent, and no answer of a PSP without published errors frees money. */
import { fit } from '../../../shared/kernel/text';
import { readFields } from '../../../shared/kernel/fields';
import type { Account } from '../../../shared/payments/psp/operation';
import { yaband } from '../../../shared/payments/psp/yaband';
import { sign, yaband as fixture } from '../../fixtures/yaband';

const read = readFields(yaband.fields, fixture.config);
if ('problems' in read) throw new Error(read.problems.join('; '));
const account: Account<typeof yaband.fields> = {
  paySp: 'yaband',
  configId: 'payment',
  config: read.values,
  endpoint: yaband.endpoint(),
  notifyUrl: fixture.notifyUrl,
};

test('a refund whose moment is no moment is read without one', () => {
  const input = fixture.queryRefund?.input;
  const good = fixture.queryRefund?.good;
  if (!input || !good) throw new Error('no refund fixture');
  const { data } = JSON.parse(good.body) as { readonly data: object };
  for (const refund_time of [{ toString: 1 }, [], null, true, 'now', -1]) {
    const body = JSON.stringify({ status: true, data: { ...data, refund_time } });
    const said = yaband.queryRefund.reply({ ...good, body }, input);
    expect(said).toMatchObject({ is: 'ok', value: { status: 'succeeded' } });
    expect(said).not.toHaveProperty('value.refundedAt');
  }
});

test.each(['退'.repeat(80), '😀'.repeat(26), '坏了\ud83d', 'one & two = 3', ''])(
  'a refund with the reason "%s" signs exactly the text that it sends',
  (written) => {
    if (!fixture.refund) throw new Error('no refund fixture');
    const reason = fit(written, yaband.can.texts.reason);
    const request = yaband.refund.request({ ...fixture.refund.input, reason }, account, fixture.env);
    const {
      data,
      sign: signature,
      ...head
    } = JSON.parse(request?.body ?? '{}') as {
      readonly data: Record<string, string>;
      readonly sign: string;
      readonly user: string;
    };
    expect(signature).toBe(sign({ ...head, ...data }));
    expect(Buffer.byteLength(data.refund_description ?? '')).toBeLessThanOrEqual(80);
    expect(request?.body).not.toMatch(/\\ud|\ufffd/);
  },
);
