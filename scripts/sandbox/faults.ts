/** Misbehaviour on request: the next answers of an operation hang, break off, turn into a proxy's page … */
import type { WebReply } from '../local-cloud/web';
import {
  billFaults,
  ControlError,
  type MeantFault,
  type BillFault,
  type Operation,
  type SandboxFault,
  type WireFault,
} from './sandbox';

const proxyPage =
  '<html><head><title>Welcome</title></head><body><h1>Sign in to the network</h1></body></html>';

export class Faults {
  private pending: SandboxFault[] = [];

  /** `signsAnswers`: whether this PSP's answers carry a signature that could be spoilt. */
  constructor(
    private readonly signsAnswers: boolean,
    private readonly billFaults: readonly BillFault[] = [],
  ) {}

  add(fault: SandboxFault): void {
    if (fault.kind === 'bad_signature' && !this.signsAnswers)
      throw new ControlError(400, 'bad_signature: the answers of this PSP carry no signature to spoil');
    if (isBillFault(fault.kind)) this.checkBillFault(fault, fault.kind);
    this.pending.push(fault);
  }

  private checkBillFault({ operation }: SandboxFault, kind: BillFault): void {
    if (!this.billFaults.includes(kind))
      throw new ControlError(
        400,
        `${kind}: the bills of this PSP cannot be wrong like that; they can: ${this.billFaults.join(', ') || 'not at all'}`,
      );
    if (operation !== 'bill' && operation !== 'funds')
      throw new ControlError(400, `${kind}: belongs to the operations bill and funds`);
  }

  /** How the bill that is made now shall be wrong. */
  takeBillFault(operation: 'bill' | 'funds' = 'bill'): BillFault | undefined {
    return this.take(operation, isBillFault);
  }

  /** Takes back the oldest fault that is meant; answers whether there was one. */
  remove({ operation, kind, times }: MeantFault): boolean {
    const at = this.pending.findIndex(
      (each) =>
        each.operation === operation && each.kind === kind && (times === undefined || each.times === times),
    );
    this.pending = this.pending.filter((_, place) => place !== at);
    return at >= 0;
  }

  list(): readonly SandboxFault[] {
    return this.pending;
  }

  clear(): void {
    this.pending = [];
  }

  /** Runs `effect` and answers as the next matching fault demands. */
  async serve(
    operation: Operation,
    effect: () => WebReply | Promise<WebReply>,
    spoil: (reply: WebReply) => WebReply = (reply) => reply,
  ): Promise<WebReply> {
    const kind = this.take(operation, isWireFault);
    if (kind === undefined) return effect();
    return kind === 'bad_signature' ? spoil(await effect()) : misbehave(kind, effect);
  }

  private take<K extends SandboxFault['kind']>(
    operation: Operation,
    isOfKind: (kind: SandboxFault['kind']) => kind is K,
  ): K | undefined {
    const fault = this.pending.find(
      (each) => (each.operation === operation || each.operation === 'any') && isOfKind(each.kind),
    );
    if (!fault) return undefined;
    this.pending = this.pending.flatMap((each) => {
      if (each !== fault) return [each];
      return each.times > 1 ? [{ ...each, times: each.times - 1 }] : [];
    });
    return isOfKind(fault.kind) ? fault.kind : undefined;
  }
}

const isBillFault = (kind: SandboxFault['kind']): kind is BillFault =>
  billFaults.some((each) => each === kind);
const isWireFault = (kind: SandboxFault['kind']): kind is WireFault => !isBillFault(kind);

/**
 * Answers badly. An error, a proxy's page and `timeout_before_effect` come instead of the effect; everything else after it.
 */
export async function misbehave(
  kind: Exclude<WireFault, 'bad_signature'>,
  effect: () => WebReply | Promise<WebReply>,
): Promise<WebReply> {
  switch (kind) {
    case 'timeout_before_effect':
      return { hang: true };
    case 'timeout_after_effect':
      await effect();
      return { hang: true };
    case 'http_500':
      return { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' };
    case 'html':
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: proxyPage };
    case 'truncated':
      return truncated(await effect());
    case 'slow':
      return { delayMs: 3000, ...(await effect()) };
  }
}

function truncated(reply: WebReply): WebReply {
  if ('hang' in reply) return reply;
  return { ...reply, cutAt: Math.floor(Buffer.byteLength(reply.body ?? '') / 2) };
}
