// Whose phone this is. A real phone's WeChat signs in by itself; here the address names one of the demo people.

/** The identity that WeChat would add to every call. */
export interface Person {
  readonly openid: string;
  readonly unionid: string;
  readonly appid: string;
  readonly language: 'zh_CN' | 'en';
  /** The code with which the phone says that it cannot recognise faces; 0 where it can. */
  readonly faceTrouble: number;
}

/** Reads `?openid=`, `?lang=` and `?face=`; the last person stays signed in. */
export function readPerson(address: URLSearchParams): Person {
  const openid = address.get('openid') ?? localStorage.getItem('preview:openid') ?? 'oDemoCustomer0001';
  localStorage.setItem('preview:openid', openid);
  const language = address.get('lang') ?? navigator.language;
  return {
    openid,
    unionid: `u${openid.slice(1)}`,
    appid: 'wxcrosspaydemo0001',
    language: language.startsWith('zh') ? 'zh_CN' : 'en',
    faceTrouble: Number(address.get('face') ?? 0),
  };
}
