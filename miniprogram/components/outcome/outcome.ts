// How something ended, as a picture with a sentence; room for an amount in between.
Component({
  properties: {
    /** checking, good, wait, bad or quiet */
    sign: { type: String, value: 'checking' },
    heading: { type: String, value: '' },
    body: { type: String, value: '' },
  },
});
