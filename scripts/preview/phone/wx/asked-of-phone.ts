// What a mini-program asks of the phone and its owner: where it is, a number to call, a code to scan, who somebody is.
import type { AppConfig } from '../bundle';
import { element, pushButton } from '../markup';
import { api, WxFailure } from './calling';
import { cloudIdOf } from './cloud-id';
import { openDialog, showModal } from './overlay';
import type { Screen } from './overlay';
import type { Privacy } from './privacy';

/** Guangzhou, where everybody lives here. */
const here = { latitude: 23.10229, longitude: 113.32452 };
const place = { ...here, name: '广州塔', address: '广东省广州市海珠区阅江西路222号' };

/** WeChat tells no names any more (developers.weixin.qq.com, wx.getUserProfile, read 2026-11). */
const userInfo = {
  nickName: '微信用户',
  avatarUrl: '',
  ...{ gender: 0, country: '', province: '', city: '', language: 'zh_CN' },
};

export function askedOfPhone(screen: Screen, privacy: Privacy, { privateInfos }: AppConfig) {
  const { words } = screen;
  /** What is private must be declared in app.json, and allowed. */
  const located = <Options extends object>(
    name: string,
    question: string,
    answer: (asked: Options) => object,
  ) =>
    api(name, async (options: Options) => {
      if (!privateInfos.includes(name))
        throw new WxFailure(
          'the api need to be declared in the requiredPrivateInfos field in app.json/ext.json',
        );
      await privacy.ask(name);
      await allowed(screen, question);
      return answer(options);
    });
  const user = () => ({
    ...{ userInfo, rawData: JSON.stringify(userInfo), signature: '', encryptedData: '', iv: '' },
    cloudID: cloudIdOf(userInfo),
  });
  const motion = { accuracy: 30, verticalAccuracy: 0, horizontalAccuracy: 30, altitude: 0, speed: -1 };
  return {
    getLocation: located('getLocation', words.location, () => ({ ...here, ...motion })),
    getFuzzyLocation: located('getFuzzyLocation', words.location, () => here),
    chooseLocation: located('chooseLocation', place.name, () => place),
    choosePoi: located('choosePoi', place.name, () => ({ type: 2, ...place })),
    openLocation: shows('openLocation', screen, ({ name = '', address = '' }) => `${name}\n${address}`),
    makePhoneCall: api('makePhoneCall', async ({ phoneNumber }: { phoneNumber: string }) => {
      await allowed(screen, `${words.call} ${phoneNumber}`, words.call);
      return undefined;
    }),
    scanCode: api('scanCode', () => scanned(screen)),
    getUserInfo: api('getUserInfo', user),
    getUserProfile: api('getUserProfile', async ({ desc = '' }: { desc?: string }) => {
      await allowed(screen, desc || words.profile);
      return user();
    }),
    getWeRunData: api('getWeRunData', () => {
      const data = {
        stepInfoList: [{ timestamp: Math.floor(Date.now() / 86_400_000) * 86_400, step: 6000 }],
      };
      return { encryptedData: '', iv: '', cloudID: cloudIdOf(data) };
    }),
    openCustomerServiceChat: shows('openCustomerServiceChat', screen, () => words.service),
  };
}

/** Fails as WeChat does where the person says no. */
async function allowed(screen: Screen, content: string, confirmText = screen.words.allow): Promise<void> {
  const { confirm } = await showModal(screen, { content, confirmText });
  if (!confirm) throw new WxFailure('cancel');
}

type Texts = Readonly<Record<string, string | undefined>>;

/** Another screen of WeChat's would open. */
const shows = (name: string, screen: Screen, text: (options: Texts) => string) =>
  api(name, (options: Texts) => {
    void showModal(screen, { content: text(options).trim(), showCancel: false });
    return undefined;
  });

/** No camera: what the code says is typed in. */
function scanned({ root, words }: Screen): Promise<object> {
  const { box, close } = openDialog(root, 'sheet', words.scan);
  const field = element('input', 'sheet-field');
  field.setAttribute('aria-label', words.scanText);
  field.placeholder = words.scanText;
  return new Promise((resolve, reject) => {
    const over = (end: () => void) => () => {
      close();
      end();
    };
    const read = () =>
      resolve({ result: field.value, scanType: 'QR_CODE', charSet: 'UTF-8', rawData: '', path: '' });
    box.append(
      element('h2', 'dialog-title', words.scan),
      field,
      pushButton('wide confirm', words.ok, over(read)),
      pushButton(
        'wide',
        words.cancel,
        over(() => reject(new WxFailure('cancel'))),
      ),
    );
    field.focus();
  });
}
