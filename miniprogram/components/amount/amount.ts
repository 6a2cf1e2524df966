// An amount of money with a small symbol and fraction, the way prices are set.
import { moneyParts } from '../../money/money';

Component({
  properties: {
    /** In the currency's minor unit. */
    value: { type: Number, value: 0 },
    currency: { type: String, value: '' },
    size: { type: String, value: 'medium' },
  },
  data: { symbol: '', whole: '', fraction: '' },
  observers: {
    'value, currency'(value: number, currency: string) {
      if (currency) this.setData(moneyParts({ value, currency }));
    },
  },
});
