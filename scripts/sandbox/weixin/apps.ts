/**
 * The two apps of the demo shop's owner: a mini-program and an official account. Both are bound to one account of the Open
 * Platform, so that their users have unionids.
 */
import { demoAppid } from '../sandbox';

export type AppKind = 'mini_program' | 'official_account';
export const pushModes = ['plain', 'compatible', 'secure'] as const;
export type PushMode = (typeof pushModes)[number];
export const pushFormats = ['xml', 'json'] as const;
export type PushFormat = (typeof pushFormats)[number];

/** What the owner entered in the console under "message push". */
export interface PushSettings {
  readonly token: string;
  /** 43 characters. */
  readonly encodingAesKey: string;
  readonly mode: PushMode;
  readonly format: PushFormat;
}

export interface App {
  readonly kind: AppKind;
  readonly appid: string;
  readonly secret: string;
  /** `gh_…`: how pushes name the app. */
  readonly originalId: string;
  readonly push: PushSettings;
}

export const miniProgram: App = {
  kind: 'mini_program',
  appid: demoAppid,
  secret: 'a1f00d5ec7e7000000000000000demo1',
  originalId: 'gh_crosspaymini',
  push: {
    token: 'pushtokenofthedemominiprogram',
    encodingAesKey: 'miniProgramDemoKey0123456789abcdefghijklmno',
    mode: 'secure',
    format: 'json',
  },
};

export const officialAccount: App = {
  kind: 'official_account',
  appid: 'wxcrosspaydemo0002',
  secret: 'b2f00d5ec7e7000000000000000demo2',
  originalId: 'gh_crosspaydemo',
  push: {
    token: 'pushtokenofthedemoaccount',
    // Its last two bits are not zero, as those of the keys that the console makes may not be either.
    encodingAesKey: 'officialAccountDemoKey0123456789abcdefghijz',
    mode: 'secure',
    format: 'xml',
  },
};

export const apps: readonly App[] = [miniProgram, officialAccount];

/** The app of an appid, or of a kind. */
export const appNamed = (name: string): App | undefined =>
  apps.find(({ appid, kind }) => appid === name || kind === name);

/** What `app` may be in a control request. */
export const appNames = apps.flatMap(({ kind, appid }) => [kind, appid]);
