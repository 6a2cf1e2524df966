/**
 * Reports a payment to shipping management, so that its money is set free. What WeChat has of the payment is asked first: an
 * upload whose answer was lost may have arrived, and a second one would use up the one change that an order allows.
 */
import type { PayError } from '../../kernel/errors';
import { fit } from '../../kernel/text';
import { callWechat, failed } from '../open-api/call';
import type { Wechat } from '../open-api/wechat';
import type { App } from '../wechat-config';
import { ALREADY_SHIPPED, getOrder, NOTHING_CHANGED, PAYMENT_UNKNOWN, uploadShippingInfo } from './calls';

/** A payment through WeChat Pay in the mini-program. */
export interface ShippedPayment {
  readonly transactionId: string;
  /** The openid that paid, under the mini-program's appid. */
  readonly openid: string;
  readonly description: string;
}

/** `later`: to be tried again. `never`: WeChat will not take it; a person should look. */
export type ShippingReport =
  | { readonly is: 'told'; readonly state: 'uploaded' | 'confirmed' | 'refunded' }
  | { readonly is: 'later'; readonly why: string }
  | { readonly is: 'never'; readonly why: string };

/** How the goods reach the buyer: 2 by a local courier, 3 virtually, 4 they are picked up. Express needs a tracking number. */
export type LogisticsType = 2 | 3 | 4;

/** Never rejects because of what WeChat answers. Throws PayError when no access token can be had. */
export async function reportShipping(
  wechat: Wechat,
  app: App,
  payment: ShippedPayment,
  logisticsType: LogisticsType,
): Promise<ShippingReport> {
  const known = await callWechat(wechat, app, getOrder, { body: { transaction_id: payment.transactionId } });
  if (known.is !== 'ok') {
    if (known.is === 'refused' && known.code === PAYMENT_UNKNOWN)
      return later('WeChat does not know the payment yet');
    return later(failed(known, 'shipping').message);
  }
  switch (known.value.state) {
    case 'unshipped':
      return upload(wechat, app, payment, logisticsType);
    case 'shipped':
      return { is: 'told', state: 'uploaded' };
    case 'refunded':
      return { is: 'told', state: 'refunded' };
    case 'confirmed':
    case 'settling':
    case 'done':
      return { is: 'told', state: 'confirmed' };
  }
}

const later = (why: string): ShippingReport => ({ is: 'later', why });

/** WeChat takes up to 120 characters. */
const DESCRIPTION = { most: 120, unit: 'characters' } as const;

async function upload(
  wechat: Wechat,
  app: App,
  { transactionId, openid, description }: ShippedPayment,
  logisticsType: LogisticsType,
): Promise<ShippingReport> {
  const body = {
    order_key: { order_number_type: 2, transaction_id: transactionId },
    logistics_type: logisticsType,
    delivery_mode: 1,
    shipping_list: [{ item_desc: fit(description, DESCRIPTION) }],
    upload_time: beijingTime(wechat.clock.now()),
    payer: { openid },
  };
  const said = await callWechat(wechat, app, uploadShippingInfo, { body });
  if (said.is === 'ok') return { is: 'told', state: 'uploaded' };
  if (said.is !== 'refused') return later(failed(said, 'shipping').message);
  switch (said.code) {
    case NOTHING_CHANGED:
      return { is: 'told', state: 'uploaded' };
    // Somebody else shipped it in this moment: the next look sees how it stands.
    case ALREADY_SHIPPED:
    case PAYMENT_UNKNOWN:
      return later(`WeChat answered ${said.theirs}`);
    default:
      return refusalOf(failed(said, 'shipping'));
  }
}

/** A quota comes back; every other documented no stays one. */
function refusalOf(error: PayError): ShippingReport {
  return error.code === 'WECHAT_QUOTA' ? later(error.message) : { is: 'never', why: error.message };
}

/** RFC 3339 with milliseconds in Beijing time, as the documentation's samples have it. */
function beijingTime(now: number): string {
  return new Date(now + 8 * 3600_000).toISOString().replace('Z', '+08:00');
}
