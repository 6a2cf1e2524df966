/**
 * The customer's phone number, for the code that WeChat's button gave (WeChat documentation, "getPhoneNumber", read 2026-11).
 * A code serves once and for five minutes, and each number costs the merchant money: nothing is asked twice.
 */
import { PayError } from '../kernel/errors';
import type { Outcome } from '../kernel/exchange';
import type { JsonObject } from '../kernel/json';
import type { Caller } from '../kernel/ports';
import { answerOf, callWechat } from '../wechat/open-api/call';
import { objectIn, type Api } from '../wechat/open-api/exchange-with-wechat';
import { hasWatermarkOf } from '../wechat/open-data';
import { keepPhone } from './kept-phone';
import type { IdentityPorts, Phone } from './ports';

interface Told {
  readonly phone: Phone;
  /** With the watermark, which says for which mini-program this is. */
  readonly info: JsonObject;
}

/** Not valid or over; used; given to another mini-program. */
const REJECTED: readonly number[] = [40029, 40163, 40013];

const getPhoneNumber: Api<Told> = {
  path: 'wxa/business/getuserphonenumber',
  cloud: 'phonenumber.getPhoneNumber',
  isRepeatable: false,
  codes: REJECTED,
  read(answer) {
    // The platform spells the outer name in its own way.
    const info = objectIn(answer, 'phone_info') ?? objectIn(answer, 'phoneInfo');
    const phone = info && phoneIn(info);
    return phone && { phone, info };
  },
};

/**
 * The number behind a code of the caller's button; kept in their record where the merchant wants that.
 * @throws PayError CODE_REJECTED, WECHAT_UNKNOWN (the code may be used up), and those of every call to WeChat
 */
export async function phoneFor(ports: IdentityPorts, caller: Caller, code: string): Promise<Phone> {
  const { wechat } = ports;
  const config = await wechat.configs.forApp(caller.fromAppid);
  const { miniProgram } = config.need('miniProgram');
  const { secret } = miniProgram;
  if (config.keepsPhones && !secret) {
    throw new PayError(
      'CONFIG_INVALID',
      `configuration "${config.id}": keep_phone needs secret, under which kept numbers are sealed. See docs/wechat.md`,
    );
  }
  const body = { code, openid: caller.openid };
  const { phone, info } = told(await callWechat(wechat, miniProgram, getPhoneNumber, { body }));
  if (!hasWatermarkOf(info, miniProgram.appid)) throw rejected('it was given to another mini-program');
  if (config.keepsPhones && secret) await keepPhone(ports, caller, phone, secret);
  return phone;
}

function told(outcome: Outcome<Told>): Told {
  if (outcome.is === 'refused' && outcome.code !== undefined && REJECTED.includes(outcome.code)) {
    throw rejected(`WeChat answered ${outcome.theirs}`);
  }
  if (outcome.is === 'unknown') {
    throw new PayError(
      'WECHAT_UNKNOWN',
      `the phone number: no usable answer (${outcome.theirs ?? outcome.why}). The code may be used up: have the person tap again`,
    );
  }
  return answerOf(outcome, 'the phone number');
}

const rejected = (why: string): PayError =>
  new PayError('CODE_REJECTED', `the code of the phone number button: ${why}. Have the person tap again`);

function phoneIn(info: JsonObject): Phone | undefined {
  const phoneNumber = textOf(info.phoneNumber, /^\+?\d[\d -]{2,30}$/);
  const purePhoneNumber = textOf(info.purePhoneNumber, /^\d[\d -]{2,30}$/);
  const countryCode = textOf(info.countryCode, /^\+?\d{1,6}$/)?.replace('+', '');
  if (phoneNumber === undefined || purePhoneNumber === undefined || countryCode === undefined)
    return undefined;
  return { phoneNumber, countryCode, purePhoneNumber };
}

/** WeChat's page shows the country's code as a number and declares it a text. */
function textOf(value: unknown, form: RegExp): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && form.test(text) ? text : undefined;
}
