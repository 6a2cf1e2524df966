// The mini-program's start. Without an environment id WeChat uses the app's first CloudBase environment;
// name another one here: wx.cloud.init({ env: 'your-environment-id' }).
import { noteReturn } from './services/card-form';

App({
  onLaunch() {
    wx.cloud.init({ traceUser: true });
  },
  onShow(options) {
    noteReturn(options);
  },
});
