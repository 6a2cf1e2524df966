/** Whether the names in a WeChat Pay v3 request are those of the merchant who signed it, and fit together. */
import type { Identity, OrderBody } from './bodies';
import { ApiError } from './gate';
import type { Party, Site } from './parties';

export class WechatV3Identities {
  constructor(private readonly party: Party) {}

  /** The merchant numbers in a body or a query. */
  checkNumbers(named: Identity): void {
    const { role, mchid, subMerchants } = this.party;
    const [field, signer] = role === 'direct' ? ['mchid', named.mchid] : ['sp_mchid', named.sp_mchid];
    if (signer !== mchid)
      throw fieldError(field, `${signer ?? ''} is not the merchant that signed the request`);
    if (role === 'partner' && !subMerchants.has(named.sub_mchid ?? '')) throw this.stranger(named.sub_mchid);
  }

  /** The apps in a body must be bound to the merchants in it. */
  checkApps(body: Identity): void {
    const { mchid, appids, subMerchants } = this.party;
    const app = body.appid ?? body.sp_appid ?? '';
    if (!appids.includes(app)) throw notBound(app, mchid);
    const { sub_appid: subApp, sub_mchid: subMchid = '' } = body;
    if (subApp !== undefined && !subMerchants.get(subMchid)?.includes(subApp))
      throw notBound(subApp, subMchid);
  }

  /** The app that the order is paid in and the payer's openid there. */
  paying({ appid, sp_appid, sub_appid, payer }: OrderBody): { appid: string; openid: string } {
    if (payer.sub_openid === undefined)
      return { appid: appid ?? sp_appid ?? '', openid: payer.openid ?? payer.sp_openid ?? '' };
    if (sub_appid === undefined) throw fieldError('payer/sub_openid', 'needs sub_appid beside it');
    return { appid: sub_appid, openid: payer.sub_openid };
  }

  /** Who asks in a query string. */
  inQuery(asking: URLSearchParams): Identity {
    const names = this.party.role === 'direct' ? ['mchid'] : ['sp_mchid', 'sub_mchid'];
    for (const name of names)
      if (!asking.get(name)) throw fieldError(name, 'is required in the query string');
    const named: Identity = Object.fromEntries(names.map((name) => [name, asking.get(name) ?? '']));
    this.checkNumbers(named);
    return named;
  }

  /** Mainland refunds name only the sub-merchant; overseas ones are named like orders. */
  checkInRefund(site: Site, body: Identity): void {
    if (site === 'cn') {
      this.checkSubMerchant(body.sub_mchid);
      return;
    }
    this.checkNumbers(body);
    this.checkApps(body);
  }

  inRefundQuery(site: Site, asking: URLSearchParams): Identity {
    if (site === 'global') return this.inQuery(asking);
    if (this.party.role === 'direct') return {};
    const subMchid = asking.get('sub_mchid');
    if (!subMchid) throw fieldError('sub_mchid', 'is required in the query string');
    this.checkSubMerchant(subMchid);
    return { sub_mchid: subMchid };
  }

  private checkSubMerchant(subMchid: string | undefined): void {
    if (this.party.role === 'partner' && !this.party.subMerchants.has(subMchid ?? ''))
      throw this.stranger(subMchid);
  }

  private stranger(subMchid = ''): ApiError {
    return new ApiError(403, 'NO_AUTH', `sub_mchid ${subMchid} is no sub-merchant of ${this.party.mchid}`);
  }
}

export const fieldError = (field: string, issue: string): ApiError =>
  new ApiError(400, 'PARAM_ERROR', `${field} ${issue}`, { field: `/${field}`, issue });

const notBound = (appid: string, mchid: string): ApiError =>
  new ApiError(400, 'APPID_MCHID_NOT_MATCH', `appid ${appid} is not bound to mchid ${mchid}`);
