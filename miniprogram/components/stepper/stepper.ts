// A quantity between a least and a most, with minus and plus.
Component({
  properties: {
    value: { type: Number, value: 1 },
    min: { type: Number, value: 1 },
    max: { type: Number, value: 99 },
    label: { type: String, value: '' },
    /** The words of the two keys, for who cannot see them. */
    less: { type: String, value: '' },
    more: { type: String, value: '' },
  },
  methods: {
    takeOne() {
      this.change(this.data.value - 1);
    },
    addOne() {
      this.change(this.data.value + 1);
    },
    change(value: number) {
      if (value >= this.data.min && value <= this.data.max) this.triggerEvent('change', { value });
    },
  },
});
