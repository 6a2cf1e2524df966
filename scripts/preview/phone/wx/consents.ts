// What a person is asked by WeChat on a mini-program's behalf: a delivery address, and messages later on.
import type { AppConfig } from '../bundle';
import { api, WxFailure } from './calling';
import type { Screen } from './overlay';
import type { Privacy } from './privacy';
import { runSheet } from './sheet';

export function consents(screen: Screen, privacy: Privacy, { privateInfos }: AppConfig) {
  return {
    chooseAddress: api('chooseAddress', async () => {
      if (!privateInfos.includes('chooseAddress')) {
        throw new WxFailure(
          'the api need to be declared in the requiredPrivateInfos field in app.json/ext.json',
        );
      }
      await privacy.ask('chooseAddress');
      return chooseAddress(screen);
    }),
    requestSubscribeMessage: api(
      'requestSubscribeMessage',
      ({ tmplIds = [] }: { tmplIds?: readonly string[] }) => requestSubscribeMessage(screen, tmplIds),
    ),
    getSetting: api('getSetting', () => ({ authSetting: {}, subscriptionsSetting: { mainSwitch: true } })),
    openSetting: api('openSetting', () => ({ authSetting: {} })),
    authorize: api('authorize', () => undefined),
  };
}

/** The address that stands in everybody's WeChat here. */
const address = {
  userName: '李雷',
  postalCode: '510000',
  provinceName: '广东省',
  cityName: '广州市',
  countyName: '海珠区',
  streetName: '新港中路街道',
  detailInfo: '新港中路397号',
  detailInfoNew: '新港中路397号',
  nationalCode: '510000',
  telNumber: '13912345678',
};

function chooseAddress(screen: Screen): Promise<object> {
  const { words } = screen;
  const { userName, telNumber, provinceName, cityName, countyName, detailInfo } = address;
  return runSheet(
    screen,
    {
      name: words.address,
      heading: words.addressHeading,
      text: words.addressText,
      rows: [
        [words.formName, userName],
        [words.formPhone, telNumber],
        [words.address, `${provinceName}${cityName}${countyName}${detailInfo}`],
      ],
      yes: { outcome: 'use', text: words.ok },
      no: { outcome: 'cancel', text: words.cancel },
    },
    (outcome) => {
      if (outcome === 'cancel') throw new WxFailure('cancel');
      return address;
    },
  );
}

async function requestSubscribeMessage(screen: Screen, tmplIds: readonly string[]): Promise<object> {
  const { words } = screen;
  if (tmplIds.length === 0) throw new WxFailure("TmplIds can't be empty", { errCode: 10_001 });
  if (tmplIds.length > 3) throw new WxFailure('the max number of tmplIds is 3', { errCode: 20_003 });
  const answer = await runSheet(
    screen,
    {
      name: words.subscribe,
      heading: words.subscribeHeading,
      text: words.subscribeText,
      rows: tmplIds.map((id, at) => [String(at + 1), id]),
      yes: { outcome: 'accept', text: words.allow },
      no: { outcome: 'reject', text: words.refuse },
    },
    (outcome) => outcome,
  );
  return Object.fromEntries(tmplIds.map((id) => [id, answer]));
}
