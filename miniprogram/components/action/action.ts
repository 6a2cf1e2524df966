// A button that cannot be pressed twice: while `busy` or `disabled` it tells nobody.
Component({
  properties: {
    text: { type: String, value: '' },
    /** primary, plain or quiet */
    kind: { type: String, value: 'primary' },
    busy: { type: Boolean, value: false },
    disabled: { type: Boolean, value: false },
    /** Asks WeChat for the phone number and tells the answer as `phone`, instead of a `press`. */
    phone: { type: Boolean, value: false },
  },
  methods: {
    press() {
      if (!this.data.busy && !this.data.disabled) this.triggerEvent('press');
    },
    tellPhone({ detail }: WechatMiniprogram.ButtonGetPhoneNumber) {
      this.triggerEvent('phone', detail);
    },
  },
});
