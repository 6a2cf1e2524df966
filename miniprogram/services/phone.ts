// The customer's phone number: asked of WeChat by a button, confirmed by the back end. This phone remembers only how it
// is shown, so that the shop need not ask WeChat again (each number costs it money).
import { hasForms, isText, one } from './form';
import { keepPlain, keptPlain } from './kept';
import { exchangePhoneCode, login } from './login';
import type { PhoneNumber } from './login';

/** How a number is shown: its country and its last digits. */
export interface PhoneHint {
  readonly country: string;
  readonly ending: string;
}

/** What the button's event told. */
export interface PhoneAnswer {
  readonly code?: string;
  readonly errMsg: string;
  readonly errno?: number;
}

/** Why there is no number: the person said no, the shop's quota at WeChat is used up, or something else. */
export type PhoneRefusal = 'refused' | 'quota' | 'failed';

const storageKey = 'phone';

/** WeChat's number for a used-up quota (developers.weixin.qq.com, getPhoneNumber, read 2026-11). */
const quotaUsedUp = 1_400_001;

/** The number that is bound, where the shop or this phone knows it. */
export async function boundPhone(): Promise<PhoneHint | undefined> {
  const { user } = await login();
  const { country_code, pure_phone_number } = user ?? {};
  if (country_code && pure_phone_number) return hintOf({ country_code, pure_phone_number });
  return readHint(keptPlain(storageKey));
}

/** Takes what the button told; answers how the number is shown, or why there is none. */
export async function bindPhone({ code, errMsg, errno }: PhoneAnswer): Promise<PhoneHint | PhoneRefusal> {
  if (errno === quotaUsedUp) return 'quota';
  if (!code) return errMsg.includes('deny') || errMsg.includes('cancel') ? 'refused' : 'failed';
  const hint = hintOf(await exchangePhoneCode(code));
  keepPlain(storageKey, hint);
  return hint;
}

const hintOf = ({ country_code, pure_phone_number }: PhoneNumber): PhoneHint => ({
  country: country_code,
  ending: pure_phone_number.slice(-3),
});

const readHint = one(hasForms<PhoneHint>({ country: isText, ending: isText }));
