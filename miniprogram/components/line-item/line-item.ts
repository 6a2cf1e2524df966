// One article: a tile with its initial, its title, its price, and room for a stepper or a line total.
Component({
  properties: {
    title: { type: String, value: '' },
    caption: { type: String, value: '' },
    compact: { type: Boolean, value: false },
  },
  data: { initial: '', tint: 0 },
  observers: {
    title(title: string) {
      const letters = Array.from(title);
      const sum = letters.reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 997, 0);
      this.setData({ initial: (letters[0] ?? '').toUpperCase(), tint: sum % 6 });
    },
  },
});
