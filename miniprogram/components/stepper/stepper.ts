// A quantity with minus and plus; at zero only the plus is shown.
Component({
  properties: {
    value: { type: Number, value: 0 },
    max: { type: Number, value: 99 },
    label: { type: String, value: '' },
  },
  methods: {
    less() {
      this.change(this.data.value - 1);
    },
    more() {
      this.change(this.data.value + 1);
    },
    change(value: number) {
      if (value >= 0 && value <= this.data.max) this.triggerEvent('change', { value });
    },
  },
});
