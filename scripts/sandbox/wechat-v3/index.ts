/**
 * The WeChat Pay v3 sandboxes: a merchant's below /sandbox/v3, a provider's below /sandbox/v3sp, each with the mainland
 * and the overseas paths. Every answer is signed, refusals and empty ones too.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type SandboxKit } from '../acquirer';
import { controlsOf } from '../controls';
import { randomHex } from '../numbers';
import type { Operation, Sandbox } from '../sandbox';
import type { SandboxEvent } from '../event';
import { FileAnswer, WechatV3Bills } from './bills';
import { readClose, readOrder, readRefund } from './bodies';
import { WechatV3Desk } from './desk';
import { ApiError, WechatV3Gate } from './gate';
import { WechatV3Identities } from './identities';
import { apiv3Key, WechatV3Keys } from './keys';
import { merchant, ordersAt, type Party, provider, type Site, sites } from './parties';
import { wechatV3Rules } from './words';

export const wechatV3Sandbox = (kit: SandboxKit): Promise<Sandbox> => sandboxOf(merchant, kit);
export const wechatV3PartnerSandbox = (kit: SandboxKit): Promise<Sandbox> => sandboxOf(provider, kit);

async function sandboxOf(party: Party, kit: SandboxKit): Promise<Sandbox> {
  const now = (): number => kit.clock.now();
  const keys = await WechatV3Keys.open(kit, party.mchid, now());
  const acquirer = new Acquirer(kit, wechatV3Rules(keys, kit));
  const desk = new WechatV3Desk(acquirer, keys, party);
  const bills = new WechatV3Bills(acquirer, party, new WechatV3Identities(party));
  const routes = [...routesOf(party, desk, keys), ...billRoutes(bills)];
  const api = new WechatV3Api(acquirer, keys, routes, party);
  const controls = controlsOf(acquirer);
  return {
    paySp: party.paySp,
    ...controls,
    event: (event) => changeKeys(event, keys, now()) ?? controls.event(event),
    reset: () => {
      controls.reset();
      api.reset();
      bills.reset();
      // A server that goes on must not take back certificates that shops have learned; between two worlds nobody has.
      if (kit.inProcess) keys.forgetRotations();
      else keys.publicKeyOnly = false;
    },
    view: () => ({ ...controls.view(), keys: keyView(keys) }),
    handle: (request) => api.handle(request),
    bill: (strings, appid) => desk.bill(strings, appid),
    demoConfig: () => ({
      ...demoAccount(party),
      serial_no: keys.merchant.serial,
      private_key: keys.merchant.pem,
      apiv3_key: apiv3Key,
      currency: 'CNY',
      refund_currency: 'CNY',
      endpoint: `${kit.origin()}/sandbox/${party.paySp}`,
    }),
  };
}

/** The events that are about the platform's keys; undefined for all others. */
function changeKeys({ event }: SandboxEvent, keys: WechatV3Keys, now: number): Promise<unknown> | undefined {
  if (event === 'rotate_certificate') return keys.rotate(now).then((certificate) => ({ certificate }));
  if (event !== 'public_key_only') return undefined;
  keys.publicKeyOnly = true;
  return Promise.resolve(keyView(keys));
}

const keyView = (keys: WechatV3Keys) => ({
  certificates: keys.serials(),
  public_key_id: keys.publicKey.serial,
  public_key: keys.publicKey.pem,
});

function demoAccount({ mchid, appids, subMerchants }: Party): Record<string, unknown> {
  const [subMchid] = subMerchants.keys();
  return { appid: appids[0], mchid, ...(subMchid !== undefined && { sub_mchid: subMchid }) };
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: Operation;
  /** `name` is the path's variable part. An undefined answer is 204. */
  run(request: WebRequest, name: string): unknown;
}

const routesOf = (party: Party, desk: WechatV3Desk, keys: WechatV3Keys): readonly Route[] =>
  sites.flatMap((site) => [
    ...orderRoutes(party, site, desk),
    ...refundRoutes(party, site, desk),
    {
      method: 'GET',
      path: site === 'cn' ? /^\/v3\/certificates$/ : /^\/v3\/global\/certificates$/,
      operation: 'certificates' as const,
      run: () => certificates(keys),
    },
  ]);

function orderRoutes({ role }: Party, site: Site, desk: WechatV3Desk): readonly Route[] {
  const below = (rest: string): RegExp => new RegExp(`^${ordersAt[role][site]}/${rest}$`);
  return [
    {
      method: 'POST',
      path: below('jsapi'),
      operation: 'create',
      run: ({ body }) => desk.order(site, readOrder(role, site, body)),
    },
    {
      method: 'GET',
      path: below('out-trade-no/([^/]+)'),
      operation: 'query',
      run: ({ query }, name) => desk.query(desk.byOutTradeNo(name), site, query),
    },
    {
      method: 'GET',
      path: below('id/([^/]+)'),
      operation: 'query',
      run: ({ query }, name) => desk.query(desk.byTransactionId(name), site, query),
    },
    {
      method: 'POST',
      path: below('out-trade-no/([^/]+)/close'),
      operation: 'close',
      run: ({ body }, name) => desk.close(site, readClose(role, body), name),
    },
  ];
}

const refundsAt: Readonly<Record<Site, { readonly all: RegExp; readonly one: RegExp }>> = {
  cn: { all: /^\/v3\/refund\/domestic\/refunds$/, one: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/ },
  global: { all: /^\/v3\/global\/refunds$/, one: /^\/v3\/global\/refunds\/out-refund-no\/([^/]+)$/ },
};

const refundRoutes = ({ role }: Party, site: Site, desk: WechatV3Desk): readonly Route[] => [
  {
    method: 'POST',
    path: refundsAt[site].all,
    operation: 'refund',
    run: ({ body }) => desk.refund(site, readRefund(role, site, body)),
  },
  {
    method: 'GET',
    path: refundsAt[site].one,
    operation: 'query_refund',
    run: ({ query }, name) => desk.queryRefund(site, name, query),
  },
];

const billRoutes = (bills: WechatV3Bills): readonly Route[] => [
  {
    method: 'GET',
    path: /^\/v3\/bill\/tradebill$/,
    operation: 'bill',
    run: ({ query }) => bills.link(query),
  },
  {
    method: 'GET',
    path: /^\/v3\/bill\/fundflowbill$/,
    operation: 'funds',
    run: ({ query }) => bills.fundsLink(query),
  },
  {
    method: 'GET',
    path: /^\/v3\/billdownload\/file$/,
    operation: 'bill_file',
    run: ({ query }) => bills.file(query),
  },
  {
    method: 'GET',
    path: /^\/v3\/global\/statements$/,
    operation: 'bill',
    run: ({ query, headers }) => bills.statement(query, headers['accept-encoding']),
  },
];

function certificates(keys: WechatV3Keys): unknown {
  const words = keys.certificates();
  if (words === undefined)
    throw new ApiError(
      404,
      'RESOURCE_NOT_EXISTS',
      'the merchant has no platform certificate, only a public key',
    );
  return words;
}

class WechatV3Api {
  private readonly gate: WechatV3Gate;

  constructor(
    private readonly acquirer: Acquirer,
    private readonly keys: WechatV3Keys,
    private readonly routes: readonly Route[],
    private readonly party: Party,
  ) {
    const { serial, publicKey } = keys.merchant;
    this.gate = new WechatV3Gate({ mchid: party.mchid, serial, publicKey });
  }

  reset(): void {
    this.gate.clear();
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
    const path = request.path.slice(`/sandbox/${this.party.paySp}`.length);
    const route = this.routes.find((each) => each.method === request.method && each.path.test(path));
    if (!route) throw new ApiError(404, 'RESOURCE_NOT_EXISTS', `${request.method} ${path} does not exist`);
    const name = route.path.exec(path)?.[1] ?? '';
    return { operation: route.operation, run: () => route.run(request, name) };
  }

  private answer(run: () => unknown, wanted: string | undefined): WebReply {
    try {
      const words = run();
      if (words instanceof FileAnswer) return words.asReply();
      return this.signed(words === undefined ? { status: 204 } : json(words), wanted);
    } catch (error) {
      return this.signed(refusal(error), wanted);
    }
  }

  /** Signed with the key that the request asked for, else with the newest platform certificate. */
  private signed(reply: WebReply, wanted: string | undefined): WebReply {
    const signer = this.keys.signer(wanted) ?? this.keys.signer();
    if ('hang' in reply || !signer) return reply;
    const { clock, dice } = this.acquirer.kit;
    const signature = this.keys.signatureHeaders(signer, reply.body?.toString() ?? '', clock.now());
    return { ...reply, headers: { ...reply.headers, 'Request-ID': randomHex(dice, 32), ...signature } };
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
  // A file has none.
  if ('hang' in reply || !reply.headers?.['Wechatpay-Signature']) return reply;
  const signature = Buffer.from(reply.headers['Wechatpay-Signature'], 'base64');
  signature.writeUInt8(signature.readUInt8(0) ^ 1, 0);
  return { ...reply, headers: { ...reply.headers, 'Wechatpay-Signature': signature.toString('base64') } };
}
