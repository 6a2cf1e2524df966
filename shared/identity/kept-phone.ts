/**
 * A phone number in the user's record, where the merchant wants it kept: sealed under the mini-program's secret and for this
 * very record, so that nobody who reads the database reads it.
 */
import { seal, unseal } from '../codecs/sealed-text';
import { PayError } from '../kernel/errors';
import { readJsonObject, textAt } from '../kernel/json';
import { present } from '../kernel/present';
import type { Caller } from '../kernel/ports';
import type { Secret } from '../kernel/secret';
import { change } from '../kernel/versioned';
import type { WechatConfig } from '../wechat/wechat-config';
import { signIn } from './login';
import { userId, type Account, type IdentityPorts, type Phone, type User } from './ports';

export async function keepPhone(
  { users, wechat }: IdentityPorts,
  { appid, openid, unionid }: Caller,
  phone: Phone,
  secret: Secret,
): Promise<void> {
  const user = await signIn(users, { appid, openid, ...present({ unionid }) }, wechat.clock.now());
  const sealedPhone = seal(JSON.stringify(phone), secret, purposeOf(user), wechat.random.hex(12));
  await change(users, user, (newest) => ({ ...newest, sealedPhone }));
}

/**
 * The number in a record; undefined where none is kept, the merchant no longer wants it kept, or it was sealed under another
 * secret. Asks for the configuration only where there is one to read.
 */
export async function keptPhoneOf(
  { wechat }: Pick<IdentityPorts, 'wechat'>,
  user: User,
  fromAppid: string | undefined,
): Promise<Phone | undefined> {
  if (user.sealedPhone === undefined) return undefined;
  const config = await wechat.configs.find(fromAppid);
  const secret = config?.keepsPhones === true ? secretIn(config) : undefined;
  const text = secret && unseal(user.sealedPhone, secret, purposeOf(user));
  return text === undefined ? undefined : phoneFrom(text);
}

const purposeOf = (account: Account): string => `phone of ${userId(account)}`;

/** A login does not fail for a mistake in the configuration. */
function secretIn(config: WechatConfig): Secret | undefined {
  try {
    return config.need('miniProgram').miniProgram.secret;
  } catch (error) {
    if (error instanceof PayError) return undefined;
    throw error;
  }
}

function phoneFrom(text: string): Phone | undefined {
  const said = readJsonObject(text) ?? {};
  const phoneNumber = textAt(said, 'phoneNumber');
  const countryCode = textAt(said, 'countryCode');
  const purePhoneNumber = textAt(said, 'purePhoneNumber');
  if (phoneNumber === undefined || countryCode === undefined || purePhoneNumber === undefined)
    return undefined;
  return { phoneNumber, countryCode, purePhoneNumber };
}
