// <button open-type="getPhoneNumber">: WeChat asks the person, and the page gets a code for the number, never the number
// itself (developers.weixin.qq.com, getPhoneNumber, and what developers report there of a refusal; read 2026-11).
import { settle, WxFailure } from './calling';
import type { Person } from '../person';
import { cloudIdOf } from './cloud-id';
import { post, Refusal } from './local-port';
import { createToast } from './overlay';
import type { Screen } from './overlay';
import { runSheet } from './sheet';

/** The shop has no more numbers to ask for. */
const quotaUsedUp = 1_400_001;

/** Asks the person. Where the quota is used up WeChat says so itself, unless the page says it (`isSaidByPage`). */
export async function askPhoneNumber(screen: Screen, isSaidByPage: boolean): Promise<object> {
  const { root, words } = screen;
  const { value } = await settle('getPhoneNumber', () => codeFor(screen));
  if ('errno' in value && value.errno === quotaUsedUp && !isSaidByPage) {
    createToast({ root }).show({ title: words.phoneQuotaToast, icon: 'none', duration: 3000 });
  }
  return value;
}

function codeFor(screen: Screen): Promise<object> {
  const { words, person } = screen;
  return runSheet(
    screen,
    {
      name: words.phone,
      heading: words.phoneHeading,
      text: words.phoneText,
      figure: 'number',
      yes: { outcome: 'allow', text: words.allow },
      no: { outcome: 'refuse', text: words.refuse },
      others: [{ outcome: 'quota', text: words.phoneQuota }],
    },
    async (outcome) => {
      if (outcome === 'refuse') throw new WxFailure('user deny');
      if (outcome === 'quota') throw new WxFailure('the quota is used up', { errno: quotaUsedUp });
      return codeOf(person);
    },
  );
}

/** The code of WeChat's sandbox; where a project runs without one, a code that nobody knows and an id that the local cloud opens. */
async function codeOf(person: Person): Promise<object> {
  try {
    const { code } = await post('/sandbox/weixin/client/phone', { openid: person.openid }, person);
    return { code };
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.status !== 404) throw failure;
    return { code: 'preview-phone-code', encryptedData: '', iv: '', cloudID: cloudIdOf(number) };
  }
}

const number = { phoneNumber: '13912345678', purePhoneNumber: '13912345678', countryCode: '86' };
