// The payment methods to choose from.
Component({
  properties: {
    methods: { type: Array, value: [] },
    chosen: { type: String, value: '' },
  },
  methods: {
    choose(event: WechatMiniprogram.RadioGroupChange) {
      this.triggerEvent('choose', { id: event.detail.value });
    },
  },
});
