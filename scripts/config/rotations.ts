/** Which keys can be exchanged how: beside the old one where the account takes two, in an order of steps where it takes one. */
export interface Rotation {
  /** What is exchanged, by the field that gives it its name. */
  readonly field: string;
  readonly paySps: RegExp;
  /** What is given together. */
  readonly fields: readonly string[];
  /** Where the value before goes, for as long as both are taken. */
  readonly before?: string;
  /** What has to stand beside the new one while both are taken, where nothing does. */
  readonly meanwhile?: Readonly<Record<string, unknown>>;
  /** What `--finish` takes away. */
  readonly finish?: string;
  readonly steps: readonly string[];
}

const asked = 'Payments whose notices do not come meanwhile are found by asking.';

export const rotations: readonly Rotation[] = [
  {
    field: 'public_key',
    paySps: /^v3(sp)?$/,
    fields: ['public_key_id', 'public_key'],
    meanwhile: { certificates: 'auto' },
    finish: 'certificates',
    steps: [
      'In the merchant platform, API security, apply for the WeChat Pay public key and download pub_key.pem. Do not start its switch (切换) yet.',
      'Put key and id here: both they and the platform certificates are then believed, whichever a message names.',
      'Start the switch in the merchant platform. WeChat Pay moves its notices over in about a week.',
      'When the platform says that it is done, and a day later: the same command with --finish takes the certificates away.',
    ],
  },
  {
    field: 'private_key',
    paySps: /^v3(sp)?$/,
    fields: ['serial_no', 'private_key'],
    steps: [
      'In the merchant platform, API security, apply for a new API certificate. The old one stays good meanwhile.',
      'Put its private key and its serial number here together: one without the other signs nothing.',
      'npm run config check -- --online must say that v3 knows the account.',
      'Then revoke the old certificate in the merchant platform, not before. If something is wrong, npm run config restore goes back.',
    ],
  },
  {
    field: 'apiv3_key',
    paySps: /^v3(sp)?$/,
    fields: ['apiv3_key'],
    steps: [
      'WeChat Pay takes one APIv3 key at a time: choose an hour with few orders, and have the new key ready.',
      'Set it in the merchant platform, API security, and put it here at once.',
      'Notices between the two steps are refused; WeChat Pay repeats them for a day. ' + asked,
    ],
  },
  {
    field: 'key',
    paySps: /^v2(sp)?$/,
    fields: ['key'],
    steps: [
      'WeChat Pay takes one API key at a time: choose an hour with few orders, and have the new key ready.',
      'Set it in the merchant platform, API security, and put it here at once. Payments that are started in between fail, and can be started again.',
      'Notices between the two steps are refused; WeChat Pay repeats them. ' + asked,
    ],
  },
  {
    field: 'token',
    paySps: /^nihaopay$/,
    fields: ['token'],
    before: 'previous_token',
    finish: 'previous_token',
    steps: [
      'Have NihaoPay make the new token, and put it here: notices that were signed with the one before are still believed.',
      'When no payment of before is open any more: the same command with --finish.',
    ],
  },
  {
    field: 'webhook_secret',
    paySps: /^airwallex$/,
    fields: ['webhook_secret'],
    before: 'webhook_secret_previous',
    finish: 'webhook_secret_previous',
    steps: [
      'Make the new secret in Airwallex’s web app, Developer → Webhooks, and put it here: the one before is still believed.',
      'When Airwallex has let the old secret go: the same command with --finish.',
    ],
  },
];

/** What can be exchanged for a PSP by a way that is known. */
export const rotationsOf = (paySp: string): readonly Rotation[] =>
  rotations.filter(({ paySps }) => paySps.test(paySp));

/** For a secret that the account has one of, and whose PSP says nothing more. */
export const oneAtATime = (field: string, title: string): Rotation => ({
  field,
  paySps: /./,
  fields: [field],
  steps: [
    `The account has one ${field}. Ask ${title} whether the old one stays good for a while, and choose an hour with few orders.`,
    `Have the new one made, and put it here at once. What is signed with the old one in between is refused. ${asked}`,
    'npm run config check -- --online asks the PSP with it. If something is wrong, npm run config restore goes back.',
  ],
});
