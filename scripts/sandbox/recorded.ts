/** Sandboxes whose exchanges with the shop are written down: over HTTP, over TLS, through the platform, and their notices. */
import { json, type WebReply, type WebRequest } from '../local-cloud/web';
import type { SandboxKit } from './acquirer';
import { maskFor, type Mask } from './masking';
import type { Platform, Sandbox } from './sandbox';
import { wireRecorder, type WireLog, type WireRecorder } from './wire-log';

type Maker = (kit: SandboxKit) => Promise<Sandbox>;

/** Makes the same sandbox, with its part of the wire in `log`. */
export function recorded(make: Maker, log: WireLog): Maker {
  return async (kit) => {
    const made: { sandbox?: Sandbox; mask?: Mask } = {};
    const wire = wireRecorder({
      log,
      paySp: kit.paySp,
      clock: kit.clock,
      mask: () => (made.mask ??= maskFor(made.sandbox?.demoConfig() ?? {})),
      numbers: () => (made.sandbox ? numbersOf(made.sandbox) : []),
    });
    const platform = kit.platform && recordedPlatform(kit.platform, wire);
    const sandbox = await make({ ...kit, wire, ...(platform && { platform }) });
    made.sandbox = sandbox;
    return {
      ...sandbox,
      handle: (request) => wire.request(request, () => sandbox.handle(request)),
      reset() {
        log.clear();
        sandbox.reset();
      },
    };
  };
}

/** Every number that an exchange may carry, with the number that the merchant gave the payment. */
function* numbersOf(sandbox: Sandbox): Iterable<readonly [string, string]> {
  const { payments, refunds } = sandbox.books();
  for (const { out_trade_no: no, trade_no, transaction_id } of payments) {
    yield [no, no];
    yield [trade_no, no];
    if (transaction_id !== undefined) yield [transaction_id, no];
  }
  for (const { out_refund_no, refund_no, out_trade_no: no } of refunds) {
    yield [out_refund_no, no];
    yield [refund_no, no];
  }
}

function recordedPlatform(platform: Platform, wire: WireRecorder): Platform {
  return {
    callFunction: (name, event) => platform.callFunction(name, event),
    onCloudPay: (api, answer) =>
      platform.onCloudPay(api, (data) => recordedCall(wire, called(api, data), async () => answer(data))),
  };
}

/** A call that has no HTTP of its own, written down as if it had; what fails was not answered. */
async function recordedCall(
  wire: WireRecorder,
  request: WebRequest,
  call: () => Promise<unknown>,
): Promise<unknown> {
  const work = call();
  await wire.request(request, () =>
    work.then(
      (value): WebReply => (Buffer.isBuffer(value) ? { status: 200, body: value } : json(value)),
      (): WebReply => ({ hang: true }),
    ),
  );
  return work;
}

const called = (api: string, data: Record<string, unknown>): WebRequest => ({
  method: 'CALL',
  url: `cloud.cloudPay.${api}`,
  path: `cloud.cloudPay.${api}`,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(JSON.stringify(data)),
});
