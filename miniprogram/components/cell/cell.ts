// A labelled value in a list of details; a tap copies it where `copyable` is set.
Component({
  properties: {
    label: { type: String, value: '' },
    value: { type: String, value: '' },
    copyable: { type: Boolean, value: false },
  },
  methods: {
    copy() {
      if (this.data.copyable) void wx.setClipboardData({ data: this.data.value });
    },
  },
});
