// Transactions as the service has them: snapshot at the first operation, the first writer of a
// document wins and the other is aborted at once, 30 seconds to live (cloudbase docs, read 2026-11).
import { randomUUID } from 'node:crypto';
import { transactionConflict, transactionMissing } from './database-errors';
import type { Doc } from './document';

export class Transaction {
  readonly id = randomUUID();
  /** Version that it reads; taken at the first operation, not at the start. */
  snapshot: number | undefined;
  /** Uncommitted documents by collection and key. */
  readonly writes = new Map<string, Map<string, Doc | null>>();
  /** Settles when the transaction is over: plain writes wait for it. */
  readonly over: Promise<void>;
  private settle: (() => void) | undefined;

  constructor() {
    this.over = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  end(): void {
    this.settle?.();
  }
}

export class Transactions {
  private readonly open = new Map<string, { transaction: Transaction; expiry: NodeJS.Timeout }>();
  private readonly locks = new Map<string, Transaction>();

  /** `onNoneLeft` runs when the last open one is over: nobody reads old versions then. */
  constructor(
    private readonly lifetimeMs: number,
    private readonly onNoneLeft: () => void,
  ) {}

  get any(): boolean {
    return this.open.size > 0;
  }

  begin(): Transaction {
    const transaction = new Transaction();
    const expiry = setTimeout(() => this.finish(transaction), this.lifetimeMs).unref();
    this.open.set(transaction.id, { transaction, expiry });
    return transaction;
  }

  get(id: string): Transaction {
    const entry = this.open.get(id);
    if (!entry) throw transactionMissing();
    return entry.transaction;
  }

  /** Frees its locks, unless it is over already, and lets those who wait go on. */
  finish(transaction: Transaction): void {
    const entry = this.open.get(transaction.id);
    if (!entry) return;
    clearTimeout(entry.expiry);
    this.open.delete(transaction.id);
    for (const [name, owner] of this.locks) if (owner === transaction) this.locks.delete(name);
    transaction.end();
    if (!this.any) this.onNoneLeft();
  }

  finishAll(): void {
    for (const { transaction } of [...this.open.values()]) this.finish(transaction);
  }

  /** The open transaction, other than `self`, that has this for itself. */
  holder(name: string, self?: Transaction): Transaction | undefined {
    const owner = this.locks.get(name);
    return owner === self ? undefined : owner;
  }

  /** Takes it for `transaction`, or aborts that one and throws the conflict. */
  lock(transaction: Transaction, name: string): void {
    if (this.holder(name, transaction)) this.conflict(transaction);
    this.locks.set(name, transaction);
  }

  /** Local time in milliseconds until which a plain write waits for one transaction after the other. */
  patience(): number {
    return performance.now() + 2 * this.lifetimeMs;
  }

  conflict(transaction: Transaction): never {
    this.finish(transaction);
    throw transactionConflict();
  }
}
