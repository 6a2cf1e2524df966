/** The values of subscribe messages, by the kind that their names begin with. Source: WeChat documentation, "sendMessage", read 2026-11. */

/** Kind → what a value of it must look like. */
const kinds: Readonly<Record<string, RegExp>> = {
  thing: /^.{1,20}$/su,
  number: /^\d{1,32}(\.\d+)?$/,
  letter: /^[A-Za-z]{1,32}$/,
  symbol: /^[^\p{L}\p{N}]{1,5}$/u,
  character_string: /^[\x20-\x7e]{1,32}$/,
  time: /^(\d{4}年\d{1,2}月\d{1,2}日 )?\d{1,2}:\d{2}(:\d{2})?$|^\d{4}[-/]\d{1,2}[-/]\d{1,2}( \d{1,2}:\d{2}(:\d{2})?)?$/,
  date: /^\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2}(:\d{2})?)?$|^\d{4}[-/]\d{1,2}[-/]\d{1,2}( \d{1,2}:\d{2}(:\d{2})?)?$/,
  amount: /^[¥￥$€£]?\d{1,10}(\.\d{1,2})?元?$/,
  phone_number: /^[\d+\- ()]{1,17}$/,
  car_number: /^.{1,8}$/su,
  name: /^(?:\p{Script=Han}{1,10}|[A-Za-z ]{1,20})$/u,
  phrase: /^\p{Script=Han}{1,5}$/u,
  enum: /^.{1,32}$/su,
};

/** Why a field is refused; undefined where it is right. */
export function wrongWith(name: string, value: string): string | undefined {
  const kind = name.replace(/\d+$/, '');
  const pattern = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (!pattern) return `${name} is no field of a template`;
  return pattern.test(value) ? undefined : `data.${name}.value is invalid`;
}
