/** Money that a person sent back: the order, its journal and its notice say the same of it, or the audit says in what not. */
import { auditOrder } from '../../scripts/audit/orders';
import type { Documents, StoredDocument } from '../../scripts/environment/documents';
import { toDocument } from '../../shared/adapters/order-document';
import type { Decision, Order, Return } from '../../shared/payments/order/order';
import { anAttempt, anOrder, aRefund, euros } from '../payments/order/an-order';

const NOTICE = 'aside:yaband:CPORDER01';

const money: Return = {
  ...aRefund({ outRefundNo: 'BACK1', amount: euros(99), state: 'succeeded' }),
  payment: { paySp: 'yaband', attemptNo: 'CPORDER01', appid: 'wx1', total: euros(99) },
};
const decision: Decision = {
  noticeId: NOTICE,
  word: 'return',
  about: { paySp: 'yaband', no: 'CPORDER01', says: 'paid' },
  by: 'o-operator',
  at: 5,
  why: 'paid too little',
  noted: true,
  outRefundNo: 'BACK1',
};
const order: Order = anOrder({
  state: 'closed',
  attempts: [anAttempt({ state: 'aside' })],
  returns: [money],
  decisions: [decision],
  journal: [
    {
      at: 1,
      event: 'all of it',
      moved: [
        { of: 'order', to: 'created' },
        { of: 'attempt', no: 'CPORDER01', paySp: 'yaband', to: 'aside' },
        { of: 'order', to: 'closed' },
        { of: 'return', no: 'BACK1', paySp: 'yaband', currency: 'EUR', to: 'succeeded', fee: 99 },
      ],
    },
  ],
});
const notice = {
  _id: NOTICE,
  ...{ verdict: 'kept_aside', pay_sp: 'yaband', out_trade_no: 'CPORDER01', received_at: 1, reason: 'r' },
  ...{
    decision: 'return',
    decided_by: 'o-operator',
    decided_at: 5,
    explanation: 'e',
    out_refund_no: 'BACK1',
  },
};

async function problemsOf(of: Order, notices: readonly StoredDocument[]): Promise<readonly string[]> {
  const documents: Documents = {
    name: 'one order and its notices',
    async *all() {
      yield* [];
    },
    where: async (collection, { _id: id }) =>
      collection === 'payment' ? notices.filter((one) => one._id === id) : [],
  };
  return (await auditOrder(documents, { _id: of.outTradeNo, ...toDocument(of) })).problems;
}

test('what was decided and noted adds up', async () => {
  expect(await problemsOf(order, [notice])).toEqual([]);
});

test('what was decided and is not noted yet adds up', async () => {
  const undecided = { ...notice, decision: null, out_refund_no: null };
  expect(await problemsOf({ ...order, decisions: [{ ...decision, noted: false }] }, [undecided])).toEqual([]);
});

test.each<[string, Order, readonly StoredDocument[], string]>([
  ['a notice that says another decision', order, [{ ...notice, decision: 'dismissed' }], 'dismissed'],
  ['a notice that says none any more', order, [{ ...notice, decision: null }], 'nothing'],
  ['a notice that cannot be read', order, [{ ...notice, amount: '99' }], 'what cannot be read'],
  ['no notice', order, [], 'nothing: it is gone'],
])('%s does not', async (_what, of, notices, says) => {
  expect(await problemsOf(of, notices)).toEqual([
    `has notice ${NOTICE} decided as return, the notice says ${says}`,
  ]);
});

test('money that went back though nobody decided it does not', async () => {
  expect(await problemsOf({ ...order, decisions: [] }, [notice])).toEqual([
    'has return BACK1, which nobody decided',
  ]);
});
