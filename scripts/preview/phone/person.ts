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
