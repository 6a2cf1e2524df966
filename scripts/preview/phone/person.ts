// Whose phone this is. A real phone's WeChat signs in by itself; here the address names one of the demo people.

/** The identity that WeChat would add to every call. */
export interface Person {
  readonly openid: string;
  readonly unionid: string;
  readonly appid: string;
  /** Whose cloud is used, where that is another mini-program's. */
  readonly resourceAppid?: string;
  /** As WeChat names it. */
  readonly language: 'zh_CN' | 'zh_TW' | 'en';
  /** The code with which the phone says that it cannot recognise faces; 0 where it can. */
  readonly faceTrouble: number;
}

/** Reads `?openid=`, `?lang=` and `?face=`; the last person stays signed in. */
export function readPerson(address: URLSearchParams): Person {
  const openid = address.get('openid') ?? localStorage.getItem('preview:openid') ?? 'oDemoCustomer0001';
  localStorage.setItem('preview:openid', openid);
  return {
    openid,
    unionid: `u${openid.slice(1)}`,
    appid: 'wxcrosspaydemo0001',
    language: languageNamed(address.get('lang') ?? navigator.language),
    faceTrouble: Number(address.get('face') ?? 0),
  };
}

function languageNamed(spoken: string): Person['language'] {
  if (/^zh[_-](TW|HK|MO|Hant)/i.test(spoken)) return 'zh_TW';
  return spoken.startsWith('zh') ? 'zh_CN' : 'en';
}
