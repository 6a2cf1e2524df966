/** A seeded share of every attack: whatever comes in gets the verdict that it may get, and nothing else happens. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faceActions } from '../../shared/identity/face/door';
import { loginActions } from '../../shared/identity/door';
import { errorTable, type ErrorCode } from '../../shared/kernel/errors';
import { cardSyncActions } from '../../shared/membership/door';
import { payActions } from '../../shared/payments/door';
import { reconciliationActions } from '../../shared/reconciliation/door';
import { carryOut, nameOf } from './attack';
import { attacks } from './attacks';
import { functionDoors } from './function-doors';
import { markerCount } from './markers';
import { isThorough } from '../thorough';
import { counted, documentOf, normalized } from './table';

/** Of each attack at most about so many cases; `npm run attack` tries all. */
const SHARE = isThorough ? 160 : 60;

test.each(attacks.map((attack) => [nameOf(attack), attack] as const))(
  '%s gets nowhere',
  async (_name, attack) => {
    const { problems, run, all } = await carryOut(attack, SHARE);
    expect(problems).toEqual([]);
    expect(run).toBeGreaterThan(Math.min(all, SHARE) / 3);
  },
);

/** Answers of a world that is not prepared for the rest of the way: codes and sessions that nobody gave out. */
const DEAD_ENDS: readonly number[] = [
  'CODE_REJECTED',
  'SESSION_NOT_FOUND',
  'WECHAT_REFUSED',
  'REFUND_ANSWERED',
].map((code) => errorTable[code as ErrorCode].errcode);

test.each(functionDoors.map((door) => [door.name, door] as const))(
  '%s does what it is rightly asked, so that its refusals mean something',
  async (_name, door) => {
    const world = await door.open();
    for (const [action, { input, who }] of Object.entries(world.good)) {
      const { errcode } = await world.call({ action, ...input }, who);
      expect([action, errcode === 0 || DEAD_ENDS.includes(Number(errcode))]).toEqual([action, true]);
      world.restore();
    }
    expect(Object.keys(world.good)).toEqual(Object.keys(door.inputs));
  },
);

test('every action of every function is attacked', () => {
  const attacked = functionDoors.flatMap(({ inputs }) => Object.keys(inputs)).sort();
  const ofPay = [payActions, reconciliationActions];
  const there = [...ofPay, loginActions, faceActions, cardSyncActions].flatMap((one) => Object.keys(one));
  expect(attacked).toEqual(there.sort());
});

const all = counted(attacks);

test('the table in test/bad-input.md counts the cases that there are', () => {
  const table = readFileSync(join(__dirname, '..', 'bad-input.md'), 'utf8');
  expect(normalized(table)).toBe(normalized(documentOf(all)));
});

test('there are 100,000 cases or more, and 40 markers or more that must not come out', () => {
  expect(all.all).toBeGreaterThanOrEqual(100_000);
  expect(markerCount).toBeGreaterThanOrEqual(40);
});

test('no two attacks have the same name', () => {
  const names = attacks.map(nameOf);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
