/**
 * The WeChat Pay v3 sandbox (direct merchant, mini-program): orders, refunds and platform
 * certificates below /sandbox/v3. Every answer is signed, refusals and empty ones too.
 */
import { json, type WebReply, type WebRequest } from '../local-cloud/web';
import { Acquirer, type SandboxKit } from './acquirer';
import { controlsOf } from './controls';
import { randomHex } from './numbers';
import { demoAppid, type Operation, type Sandbox } from './sandbox';
import { readClose, readOrder, readRefund } from './wechat-v3-bodies';
import { WechatV3Desk } from './wechat-v3-desk';
import { ApiError, WechatV3Gate } from './wechat-v3-gate';
import { apiv3Key, mchid, signatureHeaders, WechatV3Keys } from './wechat-v3-keys';
import { wechatV3Rules } from './wechat-v3-words';

const prefix = '/sandbox/v3';

export async function wechatV3Sandbox(kit: SandboxKit): Promise<Sandbox> {
  const now = (): number => kit.clock.now();
  const keys = await WechatV3Keys.open(kit.file, now());
  const acquirer = new Acquirer(kit, wechatV3Rules(keys, now));
  const desk = new WechatV3Desk(acquirer, keys);
  const api = new WechatV3Api(acquirer, keys, desk);
  const controls = controlsOf(acquirer);
  return {
    paySp: 'v3',
    ...controls,
    event: async (event) => {
      if (event.event !== 'rotate_certificate') return controls.event(event);
      return { certificate: await keys.rotate(now()) };
    },
    view: () => ({
      ...controls.view(),
      keys: {
        certificates: keys.serials(),
        public_key_id: keys.publicKey.serial,
        public_key: keys.publicKey.pem,
      },
    }),
    handle: (request) => api.handle(request),
    bill: (strings, appid) => desk.bill(strings, appid),
    demoConfig: () => ({
      appid: demoAppid,
      mchid,
      serial_no: keys.merchant.serial,
      private_key: keys.merchant.pem,
      apiv3_key: apiv3Key,
      currency: 'CNY',
      refund_currency: 'CNY',
      endpoint: `${kit.origin()}${prefix}`,
    }),
  };
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: Operation;
  /** `name` is the path's variable part. An undefined answer is 204. */
  run(request: WebRequest, name: string): unknown;
}

const routesOf = (desk: WechatV3Desk, keys: WechatV3Keys): readonly Route[] => [
  {
    method: 'POST',
    path: /^\/v3\/pay\/transactions\/jsapi$/,
    operation: 'create',
    run: ({ body }) => desk.order(readOrder(body)),
  },
  {
    method: 'GET',
    path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/,
    operation: 'query',
    run: ({ query }, name) => desk.query(desk.byOutTradeNo(name), query.get('mchid')),
  },
  {
    method: 'GET',
    path: /^\/v3\/pay\/transactions\/id\/([^/]+)$/,
    operation: 'query',
    run: ({ query }, name) => desk.query(desk.byTransactionId(name), query.get('mchid')),
  },
  {
    method: 'POST',
    path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/,
    operation: 'close',
    run: ({ body }, name) => desk.close(readClose(body).mchid, name),
  },
  {
    method: 'POST',
    path: /^\/v3\/refund\/domestic\/refunds$/,
    operation: 'refund',
    run: ({ body }) => desk.refund(readRefund(body)),
  },
  {
    method: 'GET',
    path: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/,
    operation: 'query_refund',
    run: (_, name) => desk.queryRefund(name),
  },
  {
    method: 'GET',
    path: /^\/v3\/certificates$/,
    operation: 'certificates',
    run: () => keys.certificates(),
  },
];

class WechatV3Api {
  private readonly gate: WechatV3Gate;
  private readonly routes: readonly Route[];

  constructor(
    private readonly acquirer: Acquirer,
    private readonly keys: WechatV3Keys,
    desk: WechatV3Desk,
  ) {
    const { serial, publicKey } = keys.merchant;
    this.gate = new WechatV3Gate({ mchid, serial, publicKey });
    this.routes = routesOf(desk, keys);
  }

  async handle(request: WebRequest): Promise<WebReply> {
    const wanted = request.headers['wechatpay-serial'];
    try {
      const { operation, run } = this.admit(request, wanted);
      return await this.acquirer.faults.serve(operation, () => this.answer(run, wanted), withWrongSignature);
    } catch (error) {
      return this.signed(refusal(error), wanted);
    }
  }

  private admit(
    request: WebRequest,
    wanted: string | undefined,
  ): { operation: Operation; run: () => unknown } {
    this.gate.admit(request, this.acquirer.kit.clock.now());
    if (wanted !== undefined && !this.keys.signer(wanted))
      throw new ApiError(400, 'PARAM_ERROR', `header Wechatpay-Serial: ${wanted} is no key of the platform`);
    const path = request.path.slice(prefix.length);
    const route = this.routes.find((each) => each.method === request.method && each.path.test(path));
    if (!route) throw new ApiError(404, 'RESOURCE_NOT_EXISTS', `${request.method} ${path} does not exist`);
    const name = route.path.exec(path)?.[1] ?? '';
    return { operation: route.operation, run: () => route.run(request, name) };
  }

  private answer(run: () => unknown, wanted: string | undefined): WebReply {
    try {
      const words = run();
      return this.signed(words === undefined ? { status: 204 } : json(words), wanted);
    } catch (error) {
      return this.signed(refusal(error), wanted);
    }
  }

  /** Signed with the key that the request asked for, else with the newest platform certificate. */
  private signed(reply: WebReply, wanted: string | undefined): WebReply {
    const signer = this.keys.signer(wanted) ?? this.keys.signer();
    if ('hang' in reply || !signer) return reply;
    const signature = signatureHeaders(signer, reply.body?.toString() ?? '', this.acquirer.kit.clock.now());
    return { ...reply, headers: { ...reply.headers, 'Request-ID': randomHex(32), ...signature } };
  }
}

/** WeChat Pay's form of an error; what is no ApiError is our own mistake and goes on. */
function refusal(error: unknown): WebReply {
  if (!(error instanceof ApiError)) throw error;
  const { code, message, detail } = error;
  return json({ code, message, ...(detail && { detail }) }, error.status);
}

/** The right length and alphabet, one bit wrong. */
function withWrongSignature(reply: WebReply): WebReply {
  if ('hang' in reply) return reply;
  const signature = Buffer.from(reply.headers?.['Wechatpay-Signature'] ?? '', 'base64');
  signature.writeUInt8(signature.readUInt8(0) ^ 1, 0);
  return { ...reply, headers: { ...reply.headers, 'Wechatpay-Signature': signature.toString('base64') } };
}
