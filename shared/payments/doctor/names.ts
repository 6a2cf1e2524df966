/** Names that were meant: the nearest to a misspelt one, and what other systems call our fields. */

/** What the fields are called in other libraries and on the wire. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  mchid: ['mch_id', 'merchant_id', 'merchantid', 'mchno', 'mid', 'user', 'sp_mchid', 'sp_mch_id'],
  sub_mchid: ['sub_mch_id'],
  sub_mch_id: ['sub_mchid', 'mchid', 'mch_id'],
  key: ['api_key', 'secret', 'secret_key', 'secretkey', 'apikey', 'partner_key', 'mch_key', 'pay_key'],
  appid: ['app_id', 'sp_appid'],
  sub_appid: ['sub_app_id'],
  apiv3_key: ['api_v3_key', 'apiv3', 'v3_key', 'v3key', 'api_key_v3', 'apiclient_v3_key', 'mchv3key'],
  serial_no: ['serial', 'serial_number', 'mch_serial_no', 'cert_serial_no', 'certificate_serial_no'],
  private_key: ['privatekey', 'apiclient_key', 'mch_private_key', 'key_pem'],
  public_key: ['publickey', 'pub_key', 'wechatpay_public_key', 'platform_public_key'],
  public_key_id: ['pub_key_id', 'wechatpay_public_key_id', 'publickeyid'],
  certificates: ['platform_certs', 'platform_certificates', 'platform_certificate'],
  cert: ['apiclient_cert', 'certificate'],
  cert_key: ['apiclient_key', 'key_pem'],
  p12: ['pfx', 'apiclient_cert_p12'],
  p12_passphrase: ['pfx_passphrase', 'passphrase'],
  notify_url: ['notify', 'callback_url', 'call_back_url', 'notification_url', 'webhook_url'],
  pay_sp: ['provider', 'psp', 'paysp', 'pay_provider'],
  operators: ['operator', 'admins', 'admin'],
  credential_code: ['credential', 'credentials'],
  access_token: ['token', 'bearer'],
  client_key: ['key', 'appkey', 'app_key'],
};

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** How many letters have to be put in, left out or changed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, wanted] of Array.from(other).entries()) {
      const [above = 0, diagonal = 0, left = 0] = [row[j + 1], row[j], next[j]];
      next.push(Math.min(above + 1, left + 1, diagonal + (letter === wanted ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The known name that was meant by another one; undefined where nothing is near. */
export function meant(name: string, known: readonly string[]): string | undefined {
  const own = plain(name);
  const same = known.find((one) => plain(one) === own);
  if (same !== undefined) return same;
  const elsewhere = known.find((one) => ELSEWHERE[one]?.some((other) => plain(other) === own));
  if (elsewhere !== undefined) return elsewhere;
  const near = known
    .map((one) => ({ one, far: distance(own, plain(one)) }))
    .sort((a, b) => a.far - b.far)
    .find(({ one, far }) => far <= (Math.min(own.length, plain(one).length) > 5 ? 2 : 1));
  return near?.one;
}

/** A name as it may be printed: whoever pastes a key in the place of a name must not find it in a log. */
export const shownName = (name: string): string =>
  /^[\w.@-]{1,40}$/.test(name) ? name : `${name.slice(0, 8).replace(/[^\w.-]/g, '?')}…`;
