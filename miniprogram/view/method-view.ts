// Payment methods as rows to choose from.
import { text, textIfAny } from '../i18n/language';
import type { PayMethod } from '../services/pay';

/** One row: `glyph` and `tone` draw its badge. */
export interface MethodView {
  readonly id: PayMethod;
  readonly title: string;
  readonly hint: string;
  readonly glyph: string;
  readonly tone: string;
}

const glyphs: Readonly<Record<string, string>> = {
  wechat: '微',
  alipay: '支',
  paypal: 'P',
  sofort: 'S',
  ideal: 'iD',
  unionpay: '银',
};

/** The name of a method; one that this version does not know keeps its own. */
export const methodTitle = (id: PayMethod): string => textIfAny(`method_${id}`) ?? id;

/** The methods in the order the server offers them, for an order in `currency` (ISO 4217). */
export const methodViews = (ids: readonly PayMethod[], currency: string): MethodView[] =>
  ids.map((id) => ({
    id,
    title: methodTitle(id),
    hint: hint(id, currency),
    glyph: glyphs[id] ?? id.charAt(0).toUpperCase(),
    tone: id in glyphs ? id : 'other',
  }));

function hint(id: PayMethod, currency: string): string {
  if (id !== 'wechat') return text('link_hint', { currency });
  return currency === 'CNY' ? text('cashier_hint') : text('cashier_hint_foreign', { currency });
}
