// Money and messages that fit no order, and refunds that no PSP ends: what a person decides about them.
import { call, read } from './cloud';
import type { Unreadable } from './operator';
import type { Refund } from './pay';

/** `return`: it goes back through the PSP. `returned_elsewhere`: it went back another way. `dismissed`: nothing is to be done. */
export type AsideDecision = 'return' | 'returned_elsewhere' | 'dismissed';

/** Something that was kept aside; the amount in minor units, where it was told. */
export interface AsideNotice {
  readonly notice_id: string;
  readonly pay_sp: string;
  readonly out_trade_no: string;
  readonly received_at: number;
  /** Why it fits no order, in the server's words. */
  readonly reason: string;
  /** Which reason it is; absent where the server does not know it. */
  readonly reason_code?: string;
  readonly amount?: number;
  readonly fee_type?: string;
  readonly sp_trade_no?: string;
  readonly decision?: AsideDecision;
  readonly decided_by?: string;
  readonly decided_at?: number;
  readonly explanation?: string;
  /** The number that the money goes back under. */
  readonly out_refund_no?: string;
}

/** A notice that was decided, and how the money stands that was sent back. */
export interface ResolvedNotice extends AsideNotice {
  readonly refund_state?: Refund['state'];
}

/** What was kept aside, newest first; with `all` also what was decided. */
export const listAside = (all: boolean, limit: number, after?: AsideNotice) =>
  read<{ readonly notices: readonly AsideNotice[]; readonly unreadable?: readonly Unreadable[] }>('pay', {
    action: 'listaside',
    all,
    limit,
    ...(after ? { before: after.received_at, before_id: after.notice_id } : {}),
  });

/** Decides about it. The same decision again answers the same, and sends a return again that failed. */
export const resolveAside = (notice_id: string, decision: AsideDecision, explanation: string) =>
  call<ResolvedNotice>('pay', { action: 'resolve', notice_id, decision, explanation });

/** Says how a refund ended whose end no PSP will tell. */
export const resolveRefund = (out_refund_no: string, state: 'succeeded' | 'failed', explanation: string) =>
  call<Refund>('pay', { action: 'resolverefund', out_refund_no, state, explanation });
