/** Codes, tickets, tokens and what people typed stand in no log and in no error. */
import { memberCard } from './card-bodies';
import { openCardWorld } from './card-world';

const CARD = 'pMember00001';
const CODE = 'MARKER-CODE';
const OWN_FIELD = 'MARKER-TITLE';

const faults = [
  'before',
  'html',
  'status 500',
  'cut off',
  'unreachable',
  40056,
  40097,
  48001,
  99_999,
] as const;

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('MARKER-PICTURE')]);
const info = { brand_name: 'MARKER-BRAND', logo_url: 'MARKER-LOGO', protocol: 'MARKER-MEDIA' };

const calls: readonly (readonly [string, string, object])[] = [
  ['code', 'card/code/get', { code: CODE, card_id: CARD }],
  ['consume', 'card/code/consume', { code: CODE, card_id: CARD, record_no: 'MARKER-SALE' }],
  ['unavailable', 'card/code/unavailable', { code: CODE, card_id: CARD, reason: 'MARKER-REASON' }],
  ['decrypt', 'card/code/decrypt', { encrypt_code: 'MARKERcode' }],
  ['uploadlogo', 'cgi-bin/media/uploadimg', { buffer: png.toString('base64') }],
  ['updatecard', 'card/update', { card_id: CARD, member_card: { prerogative: OWN_FIELD } }],
  [
    'createcard',
    'card/create',
    { card: { card_type: 'MEMBER_CARD', member_card: { ...memberCard, prerogative: OWN_FIELD } } },
  ],
  [
    'qrcode',
    'card/qrcode/create',
    { action_name: 'QR_CARD', action_info: { card: { card_id: CARD, code: CODE, openid: 'MARKER-OPENID' } } },
  ],
  [
    'submerchant',
    'card/submerchant/submit',
    {
      do: 'submit',
      info: { ...info, end_time: 1_790_000_000, primary_category_id: 1, secondary_category_id: 2 },
    },
  ],
];

test.each(calls)('%s gives nothing away, whatever WeChat does', async (action, path, input) => {
  for (const fault of [undefined, ...faults]) {
    const world = openCardWorld();
    world.server.put(CARD);
    world.server.take(CARD, CODE, { openid: 'MARKER-HOLDER' });
    if (fault !== undefined) world.server.fail(path, fault, fault, fault, fault);
    const result = await world.ask(action, input);
    expect(world.logged.length).toBeGreaterThan(0);
    expect(world.logged.join('\n')).not.toMatch(/MARKER|token-?\d|access_token=/);
    if (result.errcode !== 0) expect(String(result.errmsg)).not.toContain('MARKER');
  }
});

test.each([
  ['code', { code: 'MARKER'.repeat(9) }],
  ['decrypt', { encrypt_code: 'MARKER!' }],
  ['uploadlogo', { buffer: 'MARKER!' }],
  ['createcard', { card: { card_type: 'MARKER' } }],
  ['qrcode', { action_name: 'MARKER' }],
  ['submerchant', { do: 'MARKER' }],
  ['modifystock', { card_id: 'MARKER!', increase_stock_value: 'MARKER' }],
])('%s with wrong input names the field and not what stood in it', async (action, input) => {
  const world = openCardWorld();
  const { errcode, errmsg } = await world.ask(action, input);
  expect(errcode).toBe(1002);
  expect(errmsg).not.toContain('MARKER');
  expect(world.logged.join()).not.toContain('MARKER');
});

test('a record that somebody else is writing is spoken of without its code', async () => {
  const world = openCardWorld();
  world.server.put(CARD);
  world.server.take(CARD, CODE);
  const both = await Promise.all([
    world.another()('consume', { code: CODE, card_id: CARD }),
    world.another()('consume', { code: CODE, card_id: CARD }, 'oOperator2'),
  ]);
  expect(both.map(({ errmsg }) => String(errmsg)).join()).not.toContain(CODE);
});
