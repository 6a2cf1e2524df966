// Goods in the shop's window: picture, title, price, and a way straight into the basket.
Component({
  properties: {
    title: { type: String, value: '' },
    picture: { type: String, value: '' },
    price: { type: String, value: '' },
    /** The words for putting it into the basket. */
    add: { type: String, value: '' },
  },
  methods: {
    open() {
      this.triggerEvent('open');
    },
    put() {
      this.triggerEvent('put');
    },
  },
});
