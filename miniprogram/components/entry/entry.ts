// A row that leads to another page.
Component({
  properties: {
    title: { type: String, value: '' },
    hint: { type: String, value: '' },
  },
});
