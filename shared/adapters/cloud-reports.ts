/** Collection `reconciliations`: one document for each PSP, configuration and day. */
import * as v from 'valibot';
import { present } from '../kernel/present';
import type { Listed } from '../payments/ports';
import { findingDecisions, findingKinds, type Finding, type Side } from '../reconciliation/reports/finding';
import { REPORTS, type Reports } from '../reconciliation/ports';
import { noContents, reportStates, type Contents, type Report } from '../reconciliation/reports/report';
import { findingView, fundsView, pendingView } from '../reconciliation/reports/words';
import { collection, database, read } from './cloud-documents';
import { cloudTable, foundIn, type Kind } from './cloud-table';
import { fundsDocument, fundsOfDocument } from './funds-document';
import { placeBy, readOn } from './read-on';
import { version } from './document-numbers';

const MOST_WITH_FINDING = 10;

const text = v.string();
const number = v.number();

const side = v.object({
  state: text,
  amount: number,
  fee_type: text,
  attempt_no: v.optional(text),
  sp_trade_no: v.optional(text),
  transaction_id: v.optional(text),
  sp_refund_no: v.optional(text),
  at: v.optional(number),
  row: v.optional(number),
});

const decided = v.object({
  decision: v.picklist(findingDecisions),
  explanation: text,
  decided_by: text,
  decided_at: number,
});

const finding = v.object({
  finding_id: text,
  kind: v.picklist(findingKinds),
  of: v.picklist(['payment', 'refund']),
  out_trade_no: text,
  out_refund_no: v.optional(text),
  ours: v.nullable(side),
  theirs: v.nullable(side),
  reason: text,
  times: number,
  since: number,
  ...v.partial(decided).entries,
  decided_before: v.optional(v.array(decided)),
});

const pending = v.object({
  of: v.picklist(['payment', 'refund']),
  out_trade_no: text,
  no: text,
  amount: number,
  fee_type: text,
  waits_for: v.optional(text),
});

const stored = v.object({
  _id: text,
  version,
  pay_sp: text,
  config_id: text,
  date: text,
  state: v.picklist(reportStates),
  lease_until: number,
  try_at: number,
  tries: number,
  written_at: number,
  problem: v.nullable(text),
  problem_why: v.nullable(text),
  past: v.array(finding),
  made_at: v.nullable(number),
  zone: text,
  source: v.picklist(['psp', 'file']),
  matched: number,
  settled: number,
  missing_here: number,
  missing_there: number,
  differ: number,
  findings: v.array(finding),
  left_out: number,
  pendings: v.array(pending),
  pendings_left_out: number,
  outside: v.array(text),
  outside_left_out: number,
  balances: v.array(v.object({ fee_type: text, ours: number, theirs: number, pending: number })),
  fees: v.array(v.object({ fee_type: text, thousandths: number })),
  unreadable: number,
  /** One or none; reports of before have no list. */
  funds: v.optional(v.array(fundsDocument), []),
});

type Stored = v.InferOutput<typeof stored>;

const kind: Kind<Report> = {
  collection: REPORTS,
  idOf: ({ id }) => id,
  toDocument: (report) => ({
    pay_sp: report.paySp,
    config_id: report.configId,
    date: report.date,
    state: report.state,
    lease_until: report.leaseUntil,
    try_at: report.tryAt,
    tries: report.tries,
    written_at: report.writtenAt,
    problem: report.problem?.code ?? null,
    problem_why: report.problem?.why ?? null,
    past: report.past.map(findingView),
    made_at: report.contents?.madeAt ?? null,
    ...contentsDocument(report.contents ?? noContents),
  }),
  fromDocument(raw) {
    const parsed = v.safeParse(stored, raw);
    if (parsed.success) return { value: reportOf(parsed.output) };
    return { problems: parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '?'}: ${issue.message}`) };
  },
};

const contentsDocument = (contents: Contents): Readonly<Record<string, unknown>> => ({
  zone: contents.zone,
  source: contents.source,
  matched: contents.matched,
  settled: contents.settled,
  ...contents.open,
  findings: contents.findings.map(findingView),
  left_out: contents.leftOut,
  pendings: contents.pending.map(pendingView),
  pendings_left_out: contents.pendingLeftOut,
  outside: contents.outside,
  outside_left_out: contents.outsideLeftOut,
  balances: contents.balances.map(({ feeType, ...sums }) => ({ fee_type: feeType, ...sums })),
  fees: contents.fees.map(({ feeType, thousandths }) => ({ fee_type: feeType, thousandths })),
  unreadable: contents.unreadable,
  funds: contents.funds ? [fundsView(contents.funds)] : [],
});

function reportOf(one: Stored): Report {
  const { problem, problem_why: why } = one;
  return {
    id: one._id,
    version: one.version,
    paySp: one.pay_sp,
    configId: one.config_id,
    date: one.date,
    state: one.state,
    leaseUntil: one.lease_until,
    tryAt: one.try_at,
    tries: one.tries,
    writtenAt: one.written_at,
    past: one.past.map(findingOf),
    ...(problem === null ? {} : { problem: { code: problem, why: why ?? '' } }),
    ...(one.made_at === null ? {} : { contents: contentsOf(one, one.made_at) }),
  };
}

const contentsOf = (one: Stored, madeAt: number): Contents => ({
  zone: one.zone,
  source: one.source,
  madeAt,
  matched: one.matched,
  settled: one.settled,
  open: { missing_here: one.missing_here, missing_there: one.missing_there, differ: one.differ },
  findings: one.findings.map(findingOf),
  leftOut: one.left_out,
  pending: one.pendings.map(
    ({ out_trade_no: outTradeNo, fee_type: feeType, waits_for: waitsFor, ...rest }) => ({
      ...rest,
      outTradeNo,
      feeType,
      ...present({ waitsFor }),
    }),
  ),
  pendingLeftOut: one.pendings_left_out,
  outside: one.outside,
  outsideLeftOut: one.outside_left_out,
  balances: one.balances.map(({ fee_type: feeType, ...sums }) => ({ feeType, ...sums })),
  fees: one.fees.map(({ fee_type: feeType, thousandths }) => ({ feeType, thousandths })),
  unreadable: one.unreadable,
  ...present({ funds: one.funds.map(fundsOfDocument)[0] }),
});

function findingOf(one: v.InferOutput<typeof finding>): Finding {
  const { ours, theirs } = one;
  const now = v.safeParse(decided, one);
  return {
    id: one.finding_id,
    kind: one.kind,
    of: one.of,
    outTradeNo: one.out_trade_no,
    reason: one.reason,
    times: one.times,
    since: one.since,
    ...present({ outRefundNo: one.out_refund_no, decidedBefore: one.decided_before?.map(decidedOf) }),
    ...(ours ? { ours: sideOf(ours) } : {}),
    ...(theirs ? { theirs: sideOf(theirs) } : {}),
    ...(now.success ? { decided: decidedOf(now.output) } : {}),
  };
}

const decidedOf = ({
  decision,
  explanation,
  decided_by: by,
  decided_at: at,
}: v.InferOutput<typeof decided>) => ({
  decision,
  explanation,
  by,
  at,
});

const sideOf = (one: v.InferOutput<typeof side>): Side => ({
  state: one.state,
  amount: { value: one.amount, currency: one.fee_type },
  ...present({
    attemptNo: one.attempt_no,
    spTradeNo: one.sp_trade_no,
    transactionId: one.transaction_id,
    spRefundNo: one.sp_refund_no,
    at: one.at,
    row: one.row,
  }),
});

/** Documents read one by one: what cannot be read is named and passed over. */
function listed(documents: readonly unknown[]): Listed<Report> {
  const found = documents.map((raw) => foundIn(kind, raw));
  return {
    items: found.flatMap((one) => ('value' in one ? [one.value] : [])),
    unreadable: found.flatMap((one) => ('value' in one ? [] : [{ collection: REPORTS, ...one }])),
  };
}

export const cloudReports: Reports = {
  ...cloudTable(kind),

  async list({ configId, paySps, limit, ...from }) {
    const { command } = await database();
    const whose = { config_id: configId, pay_sp: command.in(paySps) };
    return readOn({
      limit,
      from,
      page: async ({ before, beforeId = '' }, size) => {
        const earlier = { ...whose, written_at: command.lt(before) };
        const ties = { ...whose, written_at: before, _id: command.lt(beforeId) };
        const found = (await collection(REPORTS)).where(command.or(earlier, ties));
        const inOrder = found.orderBy('written_at', 'desc').orderBy('_id', 'desc');
        return read(inOrder.limit(size).get());
      },
      read(raw) {
        const one = foundIn(kind, raw);
        return 'value' in one ? one : { unreadable: { collection: REPORTS, ...one } };
      },
      placeOf: placeBy('written_at'),
    });
  },

  async withFinding(findingId) {
    const { command } = await database();
    const has = command.or({ 'findings.finding_id': findingId }, { 'past.finding_id': findingId });
    const found = (await collection(REPORTS)).where(has).orderBy('date', 'desc').limit(MOST_WITH_FINDING);
    return listed(await read(found.get()));
  },
};
