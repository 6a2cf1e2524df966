// Two days to choose, or the last 7, 30 or 90 at one tap. Tells `change` with from and to.
import { fill, words } from '../../i18n/words';
import { daysBetween, lastDays, mostDays, zoneOf } from '../../view/days';

const lasts = [7, 30, 90] as const;

Component({
  properties: {
    /** Days such as `2026-11-24`. */
    from: { type: String, value: '' },
    to: { type: String, value: '' },
  },
  data: {
    common: words().common,
    ranges: [] as { days: number; title: string; chosen: boolean }[],
    choosing: '',
    day: '',
    lack: '',
    zone: '',
  },
  observers: {
    'from, to'(from: string, to: string) {
      const { figures, common } = words();
      const now = Date.now();
      const ranges = lasts.map((days) => {
        const last = lastDays(days, now);
        return { days, title: figures[`last_${days}`], chosen: last.from === from && last.to === to };
      });
      this.setData({
        common,
        ranges,
        lack: lackOf(from, to),
        zone: fill(figures.zone, { zone: zoneOf(now) }),
      });
    },
  },
  methods: {
    chooseLast(event: WechatMiniprogram.TouchEvent) {
      const { days } = event.currentTarget.dataset as { days: number };
      this.tell(lastDays(days, Date.now()));
    },

    ask(event: WechatMiniprogram.TouchEvent) {
      const { which } = event.currentTarget.dataset as { which: 'from' | 'to' };
      this.setData({ choosing: which, day: this.data[which] });
    },

    forget() {
      this.setData({ choosing: '' });
    },

    take({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { choosing, from, to } = this.data;
      this.setData({ choosing: '' });
      if (choosing !== '') this.tell({ from, to, [choosing]: detail.value });
    },

    tell(days: { readonly from: string; readonly to: string }) {
      const lack = lackOf(days.from, days.to);
      if (lack === '') this.triggerEvent('change', days);
      else this.setData({ lack });
    },
  },
});

function lackOf(from: string, to: string): string {
  const { figures } = words();
  const days = daysBetween(from, to);
  if (days < 1) return figures.backwards;
  return days > mostDays ? figures.too_long : '';
}
