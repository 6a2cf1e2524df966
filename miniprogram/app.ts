// The mini-program's start. Without an environment id WeChat uses the app's first CloudBase environment;
// name another one here: wx.cloud.init({ env: 'your-environment-id' }). An environment that another mini-program shares is named by
// useSharedEnvironment, right after it.
import { confirmed } from './i18n/chrome';
import { noteReturn } from './services/card-form';
import { watchPrivacy } from './services/privacy';
import { shopFacts } from './services/shop';
import { watchUpdates } from './services/updates';

App({
  onLaunch() {
    wx.cloud.init({ traceUser: true });
    watchPrivacy();
    watchUpdates(() =>
      confirmed({ title: 'update_ready', content: 'update_ready_text', yes: 'update_now', no: 'later' }),
    );
    // Whoever needs the facts asks again; here they are only fetched early.
    shopFacts().catch(() => undefined);
  },
  onShow(options) {
    noteReturn(options);
  },
});
