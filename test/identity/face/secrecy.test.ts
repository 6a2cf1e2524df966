/** No name, number, digest of them or handle of WeChat stands in a log, an error or (in clear) in the database. */
import { createHash } from 'node:crypto';
import { onFaceEvent } from '../../../shared/identity/face/face-event';
import { certHash, md5 } from '../../../shared/identity/face/certificate';
import { unsealKept } from '../../../shared/identity/face/kept';
import { faceSessionKind } from '../../../shared/adapters/cloud-face-sessions';
import { Secret } from '../../../shared/kernel/secret';
import { FaceWorld, ME, OTHER, silences, type Result } from './face-world';

const NAME = '标记·马克';
const NUMBER = '440524188001010014';
const CARD = { name: NAME, id_card_number: NUMBER, purpose: 'rent' };

const plain = [NAME, NUMBER, 'MARK', md5(NAME), md5(NUMBER), certHash({ name: NAME, number: NUMBER })];
const forms = plain.flatMap((text) => [
  text,
  Buffer.from(text).toString('base64').replace(/=+$/, ''),
  Buffer.from(text).toString('base64url'),
  Buffer.from(text).toString('hex'),
  encodeURIComponent(text),
  JSON.stringify(text).slice(1, -1),
  createHash('sha256').update(text).digest('hex'),
]);
const markers = [...new Set(forms), NUMBER.slice(0, 12), NUMBER.slice(-8)];

/** What of the secrets can be seen in texts. */
const seenIn = (texts: readonly string[]): readonly string[] =>
  markers.filter((marker) => texts.some((text) => text.includes(marker)));

/** WeChat repeats what it was sent in its words, as it does in places. */
const told = (said: object | string): object | string =>
  typeof said === 'string' || 'status' in said
    ? said
    : { errmsg: `no ${NAME} ${NUMBER} verify-MARK-1 rid: 6600aabb-77`, verify_id: 'verify-MARK-9', ...said };

const codes = [
  84010, 84014, 84015, 84017, 84018, 84019, 84022, 84001, 84002, 84006, 40003, 48001, 45009, 40001,
];
const answers: readonly (object | string | undefined)[] = [
  undefined,
  'unreachable',
  ...silences.map(([, said]) => told(said)),
  ...codes.map((errcode) => told({ errcode })),
  told({ errcode: 0, verify_ret: 10004, identify_ret: 10004 }),
  `<html>${NAME} ${NUMBER}</html>`,
];

/** Goes through everything that may happen to one card; answers every result that was a failure. */
async function everything(world: FaceWorld, version: 1 | 2): Promise<readonly Result[]> {
  const said: Result[] = [];
  for (const first of answers) {
    for (const second of [undefined, ...answers.slice(2)]) {
      world.instead = () => first;
      const started = await world.start(CARD);
      said.push(started);
      if (started.errcode !== 0) break;
      world.instead = () => second;
      const number = String(started.out_seq_no);
      const handle = version === 1 ? world.server.verify(started.user_id_key, ME) : 'result-MARK-forged';
      const event = { Event: 'face_identify', openid: ME, out_seq_no: number, verify_result: handle };
      await onFaceEvent(world.ports, { ...event, verify_result: 'result-MARK-pushed' });
      world.later(2000);
      said.push(await world.result(number, { verify_result: handle }));
      said.push(await world.result(number, { verify_result: handle }, OTHER));
      world.later(3 * 60_000);
      await world.timer();
      await onFaceEvent(world.ports, event);
    }
  }
  world.instead = () => undefined;
  for (const wrong of [{ id_card_number: `${NUMBER}1` }, { name: `${NAME}\u0000` }, { purpose: NAME }])
    said.push(await world.start({ ...CARD, ...wrong }));
  said.push(await world.call({ action: `${NAME}${NUMBER}`, ...CARD }));
  said.push(await world.result(NUMBER, { verify_result: `${NAME} MARK` }));
  return said;
}

describe.each([1, 2] as const)('version %i', (version) => {
  test('tells nobody: not the log, not an error, not the database', async () => {
    const world = new FaceWorld(version, 100);
    const said = await everything(world, version);
    const failures = said.filter(({ errcode }) => errcode !== 0).map((one) => JSON.stringify(one));
    expect(failures.length).toBeGreaterThan(20);
    expect(world.written.length).toBeGreaterThan(100);
    expect(world.weixin.logged.length).toBeGreaterThan(100);
    expect(seenIn(failures)).toEqual([]);
    expect(seenIn(world.weixin.logged)).toEqual([]);
    expect(seenIn(world.written)).toEqual([]);
    expect(seenIn([...world.sessions.keys(), ...world.attempts.keys()])).toEqual([]);
  });

  test('keeps what a question needs sealed for its session, and nothing after the end', async () => {
    const world = new FaceWorld(version);
    const { out_seq_no: number } = await world.start(CARD);
    const read = faceSessionKind.fromDocument(world.session(number));
    if (!('value' in read)) throw new Error('unreadable');
    const secret = new Secret('the-app-secret');
    expect(JSON.stringify(unsealKept(read.value, secret))).toContain('MARK');
    expect(unsealKept(read.value, new Secret('another-secret'))).toBeUndefined();
    expect(unsealKept({ ...read.value, outSeqNo: 'another-number' }, secret)).toBeUndefined();
    world.later(3_900_000);
    await world.timer();
    expect(world.session(number)).toMatchObject({ state: 'expired', sealed: '' });
  });
});

test('a database that fails tells nobody either', async () => {
  const world = new FaceWorld();
  const broken = {
    ...world.ports,
    sessions: { ...world.ports.sessions, insert: () => Promise.reject(new Error('the database is away')) },
  };
  const said = await world.call({ action: 'start', ...CARD }, ME, broken);
  expect(said).toMatchObject({ errcode: 5000 });
  expect(seenIn([JSON.stringify(said), ...world.weixin.logged])).toEqual([]);
  expect([world.used('person'), world.used('certificate'), world.asked('getverifyid')]).toEqual([0, 0, 0]);
});

test('the markers are found where they stand', () => {
  expect(seenIn([`x${NUMBER}`, JSON.stringify({ a: NAME }), 'verify-MARK-1'])).not.toEqual([]);
});
