/** The collections that the functions keep, and the indexes that their queries need; none is unique. `_id` needs none. */

export interface Index {
  readonly name: string;
  /** Fields in their order: 1 ascending, -1 descending. */
  readonly fields: readonly (readonly [string, 1 | -1])[];
}

/** `a b-` is `a` ascending, then `b` descending. */
function index(fields: string): Index {
  const read = fields
    .split(' ')
    .map((field): readonly [string, 1 | -1] => (field.endsWith('-') ? [field.slice(0, -1), -1] : [field, 1]));
  return {
    name: read.map(([field, way]) => `${field.replaceAll('.', '_')}_${way}`).join('_'),
    fields: read,
  };
}

const indexed: Readonly<Record<string, readonly string[]>> = {
  orders: [
    'refunds.out_refund_no',
    'returns.out_refund_no',
    'attempts.no',
    'openid created_at-',
    'openid state',
    'due_at',
    'pay_sp due_at',
    'pay_sp attempted_at-',
    'transaction_id',
    'sp_trade_no',
    'config_id created_at-',
    'config_id waits_since',
    'config_id pay_sp paid_at _id',
    'config_id pay_sp last_refund_at _id',
    'config_id pay_sp created_at _id',
  ],
  payment: [
    'verdict received_at-',
    'sp_trade_no',
    'transaction_id',
    'out_trade_no',
    'verdict decision received_at-',
  ],
  members: ['due_at'],
  member_records: ['due_at'],
  member_entries: ['member seq-', 'record_no', 'out_trade_no refunded-'],
  face_sessions: ['due_at'],
  wechat_pushes: ['state due_at', 'received_at'],
  reconciliations: ['config_id written_at-', 'findings.finding_id'],
};

const NAMES = [
  'config goods orders journal psp_tokens refund_numbers payment users',
  'members member_names member_entries member_records reconciliations face_sessions face_attempts',
  'card_consumptions card_stock_changes card_stock card_pictures card_notes',
  'oauth_passes wechat_credentials wechat_pushes digests alarms',
]
  .join(' ')
  .split(' ');

export interface Stored {
  readonly name: string;
  readonly indexes: readonly Index[];
}

export const collections: readonly Stored[] = NAMES.map((name) => ({
  name,
  indexes: (indexed[name] ?? []).map(index),
}));
