// One article of an order or of the basket: its picture, its title, its price, and room for a stepper or a line total.
Component({
  properties: {
    title: { type: String, value: '' },
    caption: { type: String, value: '' },
    picture: { type: String, value: '' },
    faded: { type: Boolean, value: false },
  },
});
