// Who is signed in, from the page's address and what was kept of the last visit.
import type { Person } from './person';

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
