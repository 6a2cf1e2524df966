// What the phone says of itself: an iPhone-like device as wide as the browser's window.
import type { Person } from '../person';
import type { Theme } from '../theme';
import { api } from './calling';

const statusBarHeight = 0;
const navigationBarHeight = 48;

export interface DeviceParts {
  readonly person: Person;
  readonly theme: Theme;
}

/** What can be asked of the device, each by its own function and all at once. */
export function device({ person, theme }: DeviceParts) {
  const appInfo = () => ({
    language: person.language,
    SDKVersion: '3.8.12',
    version: '8.0.60',
    theme: theme.current(),
    enableDebug: false,
    host: { env: 'WeChat' },
  });
  const everything = () => ({
    ...deviceInfo,
    ...windowInfo(),
    ...appInfo(),
    ...authorized,
    fontSizeSetting: 16,
  });
  return {
    getWindowInfo: windowInfo,
    getAppBaseInfo: appInfo,
    getDeviceInfo: () => deviceInfo,
    getAppAuthorizeSetting: () => authorized,
    getSystemSetting: () => ({ bluetoothEnabled: true, locationEnabled: true, wifiEnabled: true }),
    getSystemInfoSync: everything,
    getSystemInfo: api('getSystemInfo', everything),
    getSystemInfoAsync: api('getSystemInfoAsync', everything),
    getAccountInfoSync: () => ({
      miniProgram: { appId: person.appid, envVersion: 'develop', version: '' },
    }),
    // What a provider of many mini-programs sets for each of them; a phone that runs one has none.
    getExtConfigSync: () => ({}),
    getExtConfig: api('getExtConfig', () => ({ extConfig: {} })),
    getMenuButtonBoundingClientRect: capsule,
    getNetworkType: api('getNetworkType', () => ({ networkType: networkType() })),
    ...networkListeners(),
    onThemeChange: theme.onChange,
    offThemeChange: theme.offChange,
    ...withoutEffect,
    hideKeyboard: api('hideKeyboard', () => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return undefined;
    }),
  };
}

const networkType = () => (navigator.onLine ? 'wifi' : 'none');

type NetworkListener = (status: { readonly isConnected: boolean; readonly networkType: string }) => void;

function networkListeners() {
  const listeners = new Set<NetworkListener>();
  const tell = () => {
    for (const listener of listeners) listener({ isConnected: navigator.onLine, networkType: networkType() });
  };
  for (const type of ['online', 'offline']) window.addEventListener(type, tell);
  return {
    onNetworkStatusChange: (listener: NetworkListener) => void listeners.add(listener),
    offNetworkStatusChange: (listener?: NetworkListener) => {
      if (listener) listeners.delete(listener);
      else listeners.clear();
    },
  };
}

const battery = { level: 100, isCharging: true, isLowPowerModeEnabled: false };

/** What a computer cannot do, and nobody misses. */
const withoutEffect = {
  onKeyboardHeightChange: () => undefined,
  offKeyboardHeightChange: () => undefined,
  getBatteryInfoSync: () => battery,
  getBatteryInfo: api('getBatteryInfo', () => battery),
  getScreenBrightness: api('getScreenBrightness', () => ({ value: 0.5 })),
  setScreenBrightness: api('setScreenBrightness', () => undefined),
  onMenuButtonBoundingClientRectWeightChange: () => undefined,
  offMenuButtonBoundingClientRectWeightChange: () => undefined,
  vibrateShort: api('vibrateShort', () => undefined),
  vibrateLong: api('vibrateLong', () => undefined),
};

const deviceInfo = {
  brand: 'preview',
  model: 'CrossPay preview',
  system: 'iOS 18.0',
  platform: 'ios',
  benchmarkLevel: 40,
  memorySize: 4096,
};

const authorized = {
  albumAuthorized: 'authorized',
  cameraAuthorized: 'authorized',
  locationAuthorized: 'authorized',
  microphoneAuthorized: 'authorized',
  notificationAuthorized: 'authorized',
};

function windowInfo() {
  const { innerWidth: width, innerHeight: height, devicePixelRatio: pixelRatio } = window;
  return {
    pixelRatio,
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight: height - navigationBarHeight,
    statusBarHeight,
    safeArea: {
      left: 0,
      right: width,
      top: statusBarHeight,
      bottom: height,
      width,
      height: height - statusBarHeight,
    },
    screenTop: navigationBarHeight,
  };
}

/** Where the capsule is drawn. */
function capsule() {
  const { innerWidth } = window;
  const [width, height, top] = [86, 32, statusBarHeight + 8];
  const right = innerWidth - 10;
  return { width, height, top, right, bottom: top + height, left: right - width };
}
