// Fills a page that has nothing else to show: loading, an error with retry, or an explained emptiness.
Component({
  properties: {
    /** loading, error or empty */
    kind: { type: String, value: 'loading' },
    heading: { type: String, value: '' },
    text: { type: String, value: '' },
    action: { type: String, value: '' },
  },
  methods: {
    press() {
      this.triggerEvent('action');
    },
  },
});
