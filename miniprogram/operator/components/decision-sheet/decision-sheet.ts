// A sheet on which an operator does one thing: it says what will happen, lets choose where there is a choice, and asks why.
import { words } from '../../i18n/words';
import type { Sheet } from '../../view/decision-sheet';

const empty: Sheet = { title: '', text: '', choices: [], mustExplain: false, force: '' };

/** What `decide` tells the page. */
export interface Decision {
  readonly choice: string;
  readonly explanation: string;
  readonly force: boolean;
}

Component({
  properties: {
    sheet: { type: Object, value: empty },
    open: { type: Boolean, value: false },
    busy: { type: Boolean, value: false },
    /** What the last try said, and the server's own words. */
    trouble: { type: String, value: '' },
    detail: { type: String, value: '' },
  },
  data: { t: words().act, cancel: '', choice: '', explanation: '', force: false, lack: '', confirm: '' },
  observers: {
    'open, sheet'(open: boolean, { title, choices }: Sheet) {
      if (!open) return;
      const [only] = choices.length === 1 ? choices : [];
      this.setData({
        t: words().act,
        cancel: words().common.cancel,
        choice: only?.id ?? '',
        explanation: '',
        force: false,
        lack: '',
        confirm: only?.title ?? title,
      });
    },
  },
  methods: {
    choose({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
      const { choices, title } = this.data.sheet;
      const chosen = choices.find(({ id }) => id === detail.value);
      this.setData({ choice: detail.value, confirm: chosen?.title ?? title, lack: '' });
    },

    explain({ detail }: WechatMiniprogram.CustomEvent<{ value: string }>) {
      this.setData({ explanation: detail.value, lack: '' });
    },

    allow({ detail }: WechatMiniprogram.CustomEvent<{ checked: boolean }>) {
      this.setData({ force: detail.checked });
    },

    decide() {
      const { choice, explanation, force, busy, t } = this.data;
      const { choices, mustExplain } = this.data.sheet;
      if (busy) return;
      const why = explanation.trim();
      if (choices.length > 0 && choice === '') this.setData({ lack: t.choose });
      else if (mustExplain && why === '') this.setData({ lack: t.say_why });
      else this.triggerEvent('decide', { choice, explanation: why, force } satisfies Decision);
    },

    moved({ detail }: WechatMiniprogram.CustomEvent<{ visible: boolean }>) {
      if (!detail.visible) this.close();
    },

    close() {
      if (!this.data.busy) this.triggerEvent('close');
    },
  },
});
