// One order in the list: what, when, how much, and how it stands.
Component({
  properties: {
    title: { type: String, value: '' },
    count: { type: String, value: '' },
    time: { type: String, value: '' },
    total: { type: Number, value: 0 },
    currency: { type: String, value: '' },
    stateText: { type: String, value: '' },
    /** The component library's word for its colour. */
    theme: { type: String, value: 'default' },
    attention: { type: String, value: '' },
  },
});
