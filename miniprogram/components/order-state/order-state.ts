// The order's state as a small badge.
Component({
  properties: {
    text: { type: String, value: '' },
    tone: { type: String, value: 'quiet' },
  },
});
