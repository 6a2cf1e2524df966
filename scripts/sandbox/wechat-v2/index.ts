/**
 * The WeChat Pay v2 sandboxes: of a merchant (`v2`) and of a service provider (`v2sp`), below /sandbox/v2 and /sandbox/v2sp.
 * Answers are signed, except where the request itself could not be read or trusted. Refunds are taken only over
 * mutual TLS: by a listener of their own, or in process with the certificate beside the request.
 */
import { createPrivateKey } from 'node:crypto';
import type { WebReply, WebRequest } from '../../local-cloud/web';
import { Acquirer, type SandboxKit } from '../acquirer';
import { controlsOf } from '../controls';
import { randomHex } from '../numbers';
import { entryOf } from '../reading';
import { demoAppid, type Operation, type Sandbox, type SandboxRequest } from '../sandbox';
import { billFile, FileAnswer, fundsFile, NoBill } from './bills';
import { readBill, readClose, readFunds, readOrder, readQuery, readRefund, readRefundQuery } from './bodies';
import { WechatV2Desk } from './desk';
import { merchant, provider, providerAppid, subMchid, type Party } from './parties';
import { newSalt, pkcs12 } from './pkcs12';
import { Refusal } from './refusal';
import {
  isClient,
  listenTls,
  openTlsKeys,
  trustAuthority,
  type TlsKeys,
  type TlsListener,
} from './tls-listener';
import { readWords, signatureOf, signed, writeWords, type SignType, type Words } from './wire';
import { wechatV2Rules } from './words';

export const wechatV2Sandbox = (kit: SandboxKit): Promise<Sandbox> => sandboxOf(merchant, kit);
export const wechatV2PartnerSandbox = (kit: SandboxKit): Promise<Sandbox> => sandboxOf(provider, kit);

async function sandboxOf(party: Party, kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, wechatV2Rules(party, kit.dice));
  const desk = new WechatV2Desk(acquirer, party);
  const api = new WechatV2Api(acquirer, party, desk);
  const salt = newSalt(kit.dice);
  const keys = await openTlsKeys(kit, party.mchid);
  const account = accountOf(party, keys, salt);
  const door = kit.inProcess ? undefined : await openDoor(kit, keys, api);
  return {
    paySp: party.paySp,
    ...controlsOf(acquirer),
    handle: async (request) => api.handle(request, { isSecure: showsClient(request, keys) }),
    bill: (strings, appid) => desk.bill(strings, appid),
    ...(door && { close: () => door.close() }),
    demoConfig: () => ({
      mchid: party.mchid,
      key: party.key,
      ...account,
      currency: 'CNY',
      refund_currency: 'CNY',
      endpoint: `${kit.origin()}/sandbox/${party.paySp}`,
      secure_endpoint: `${door?.url ?? 'https://127.0.0.1'}/sandbox/${party.paySp}`,
    }),
  };
}

/** The TLS listener, which only lets in who has the merchant's certificate. */
function openDoor(kit: SandboxKit, keys: TlsKeys, api: WechatV2Api): Promise<TlsListener> {
  if (kit.caFile !== undefined) trustAuthority(kit.caFile, keys.authority.certificate);
  return listenTls(keys, kit.clock, async (request) => {
    const answer = () => api.handle(request, { isSecure: true });
    const reply = await (kit.wire?.request(request, answer) ?? answer());
    await kit.file.stored();
    return reply;
  });
}

/** Whether a request in process comes with the merchant's certificate; with a strange one it is not let in at all. */
function showsClient({ clientCertificate: shown }: SandboxRequest, keys: TlsKeys): boolean {
  if (shown && !isClient(keys, shown)) throw new Error('the client certificate is not the merchant’s');
  return shown !== undefined;
}

/** The merchant has its certificate in PEM, the provider in PKCS#12 with a passphrase of its own. */
function accountOf(party: Party, { client }: TlsKeys, salt: Buffer): Record<string, unknown> {
  if (party.paySp === 'v2') return { appid: demoAppid, cert: client.certificate, cert_key: client.key };
  const p12_passphrase = 'the p12 of a sandbox';
  const key = createPrivateKey(client.key);
  const p12 = pkcs12(client.certificate, key, p12_passphrase, salt).toString('base64');
  return { appid: providerAppid, sub_mchid: subMchid, p12, p12_passphrase };
}

interface Route {
  readonly operation: Operation;
  /** A file is its own answer, without a signature. */
  run(words: Words): Words | FileAnswer;
}

const fundsPath = '/pay/downloadfundflow';

const routesOf = (
  desk: WechatV2Desk,
  { bill, funds }: Readonly<Record<'bill' | 'funds', Route['run']>>,
): Readonly<Record<string, Route>> => ({
  '/pay/downloadbill': { operation: 'bill', run: bill },
  [fundsPath]: { operation: 'funds', run: funds },
  '/pay/unifiedorder': { operation: 'create', run: (words) => desk.order(readOrder(words)) },
  '/pay/orderquery': { operation: 'query', run: (words) => desk.query(readQuery(words)) },
  '/pay/closeorder': { operation: 'close', run: (words) => desk.close(readClose(words)) },
  '/secapi/pay/refund': { operation: 'refund', run: (words) => desk.refund(readRefund(words)) },
  '/pay/refundquery': {
    operation: 'query_refund',
    run: (words) => desk.queryRefunds(readRefundQuery(words)),
  },
});

/** A no on the lowest layer: unsigned. */
class Unreadable extends Error {}

class WechatV2Api {
  private readonly routes: Readonly<Record<string, Route>>;

  constructor(
    private readonly acquirer: Acquirer,
    private readonly party: Party,
    desk: WechatV2Desk,
  ) {
    this.routes = routesOf(desk, {
      bill: (words) => billFile(acquirer, party, readBill(words)),
      funds: (words) => fundsFile(acquirer, readFunds(words)),
    });
  }

  async handle(request: WebRequest, { isSecure }: { isSecure: boolean }): Promise<WebReply> {
    const path = request.path.slice(`/sandbox/${this.party.paySp}`.length);
    const route = entryOf(this.routes, path);
    if (!route) return page(404, '404 Not Found');
    if ((path.startsWith('/secapi/') || path === fundsPath) && !isSecure)
      return page(400, '400 No required SSL certificate was sent');
    try {
      const words = this.admitted(request);
      const type: SignType = words.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5';
      const effect = (): WebReply => this.answer(() => this.checked(words, route), { words, type });
      return await this.acquirer.faults.serve(route.operation, effect, withWrongSignature);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return xml({ return_code: 'FAIL', return_msg: error.message });
    }
  }

  /** The words of a request that is XML and signed with the merchant's key. */
  private admitted({ method, body }: WebRequest): Words {
    if (method !== 'POST') throw new Unreadable('请使用post方法');
    if (body.length === 0) throw new Unreadable('post数据为空');
    const words = readWords(body.toString('utf8'));
    if (!words) throw new Unreadable('XML格式错误');
    if (words.mch_id !== this.party.mchid) throw new Unreadable('mch_id参数格式错误');
    const type = words.sign_type ?? 'MD5';
    if (type !== 'MD5' && type !== 'HMAC-SHA256') throw new Unreadable('sign_type参数格式错误');
    if (words.sign !== signatureOf(words, this.party.key, type)) throw new Unreadable('签名错误');
    return words;
  }

  private checked(words: Words, route: Route): Words | FileAnswer {
    const { appids, subMerchants } = this.party;
    const { appid = '', sub_appid, sub_mch_id } = words;
    if (!appids.includes(appid)) throw new Refusal('APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配');
    if (subMerchants.size === 0) {
      const strange = ['sub_appid', 'sub_mch_id', 'sub_openid'].find((name) => name in words);
      if (strange !== undefined) throw new Refusal('PARAM_ERROR', `${strange}: for service providers only`);
      return route.run(words);
    }
    if (sub_mch_id === undefined) throw new Refusal('LACK_PARAMS', 'sub_mch_id is required');
    const bound = subMerchants.get(sub_mch_id);
    if (!bound) throw new Refusal('MCHID_NOT_EXIST', 'sub_mch_id does not exist');
    if (sub_appid !== undefined && !bound.includes(sub_appid))
      throw new Refusal('APPID_MCHID_NOT_MATCH', 'sub_appid和sub_mch_id不匹配');
    return route.run(words);
  }

  private answer(run: () => Words | FileAnswer, asked: { words: Words; type: SignType }): WebReply {
    const { appid = '', sub_appid, sub_mch_id } = asked.words;
    const words = concluded(run);
    if (words instanceof FileAnswer) {
      const headers = { 'content-type': 'text/plain', ...words.headers };
      return { status: 200, headers, body: words.body };
    }
    if (words.return_code === 'FAIL') return xml(words);
    const head = {
      return_code: 'SUCCESS',
      return_msg: 'OK',
      ...{ appid, mch_id: this.party.mchid },
      ...(sub_appid !== undefined && { sub_appid }),
      ...(sub_mch_id !== undefined && { sub_mch_id }),
      nonce_str: randomHex(this.acquirer.kit.dice, 32),
    };
    return xml(signed({ ...head, ...words }, this.party.key, asked.type));
  }
}

function concluded(run: () => Words | FileAnswer): Words | FileAnswer {
  try {
    const found = run();
    return found instanceof FileAnswer ? found : { result_code: 'SUCCESS', ...found };
  } catch (error) {
    if (error instanceof NoBill)
      return { return_code: 'FAIL', return_msg: error.message, error_code: error.code };
    if (!(error instanceof Refusal)) throw error;
    return { result_code: 'FAIL', err_code: error.code, err_code_des: error.message };
  }
}

const xml = (words: Words): WebReply => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: writeWords(words),
});

const page = (status: number, title: string): WebReply => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`,
});

/** The right length and alphabet, one character wrong. */
function withWrongSignature(reply: WebReply): WebReply {
  if ('hang' in reply) return reply;
  // A file has no signature.
  if (Buffer.isBuffer(reply.body)) return reply;
  const body = reply.body ?? '';
  const at = body.indexOf('<sign><![CDATA[') + '<sign><![CDATA['.length;
  const wrong = body.charAt(at) === '0' ? '1' : '0';
  return { ...reply, body: body.slice(0, at) + wrong + body.slice(at + 1) };
}
