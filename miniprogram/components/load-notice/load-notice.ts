// Fills a page that has nothing else to show: a skeleton while it loads, an error with a way on, or an explained emptiness.
Component({
  properties: {
    /** loading, error or empty */
    kind: { type: String, value: 'loading' },
    heading: { type: String, value: '' },
    text: { type: String, value: '' },
    action: { type: String, value: '' },
  },
  data: {
    rows: [{ width: '60%', height: '40rpx' }, 1, 1, { width: '80%' }, 1, 1, { width: '50%' }],
  },
  methods: {
    press() {
      this.triggerEvent('action');
    },
  },
});
