/** Calls of the functions (class 12): every field of every action with every kind of wrong value, and who may not ask at all. */
import { errorTable, type ErrorCode } from '../../shared/kernel/errors';
import type { Attack, Case } from './attack';
import type { Dice } from './dice';
import { functionDoors, type FunctionDoor, type Opened, type Who, type Words } from './function-doors';
import { callMarkers, cardNumberIn, markerIn } from './markers';
import { nastyEvents, nastyValues } from './nasty-values';

/** An answer is read by a phone, an error by a person. */
const MOST_ANSWER = 64 * 1024;
const MOST_ERROR = 4_000;

const codes = new Map<number, string>(
  Object.entries(errorTable).map(([code, { errcode }]) => [errcode, code]),
);

/** What is wrong with an answer as such; undefined when it is one that a caller can work with. */
function problemOf(result: Words): string | undefined {
  const { errcode, errmsg } = result;
  if (typeof errcode !== 'number' || !Number.isInteger(errcode)) return `errcode ${String(errcode)}`;
  if (errcode === errorTable.INTERNAL.errcode) return 'INTERNAL: something was thrown that nobody expected';
  if (JSON.stringify(result).length > MOST_ANSWER) return 'an answer without end';
  if (errcode === 0) return undefined;
  const text = typeof errmsg === 'string' ? errmsg : '';
  if (!text.startsWith(`${codes.get(errcode) ?? '?'}: `))
    return `errcode ${errcode}, errmsg ${text.slice(0, 80)}`;
  return text.length > MOST_ERROR ? `an error of ${text.length} characters` : undefined;
}

/** `refused`: it must not be done, and nothing may be stored. `defined`: any answer but one of ours that broke. */
type Wanted = 'refused' | 'defined';

async function judge(opened: Opened, event: unknown, who: Who, wanted: Wanted): Promise<string | undefined> {
  const before = opened.stored();
  opened.logged.length = 0;
  try {
    const result = await opened.call(event, who);
    const shown = shownIn(opened.logged.join('\n'), result);
    if (shown !== undefined) return `shows ${shown}`;
    const isStored = opened.stored() !== before;
    const kept = isStored ? markerIn(opened.stored()) : undefined;
    if (kept !== undefined && Object.values(forged).includes(kept)) return `stores ${kept}`;
    if (wanted === 'refused' && result.errcode === 0) return 'was done';
    if (wanted === 'refused' && isStored) return 'was refused, and changed what is stored';
    return problemOf(result);
  } finally {
    opened.restore();
  }
}

/** Errors that may repeat the number that was asked about, and nothing else of what was sent. */
const NAMING: readonly number[] = [
  'GOODS_NOT_FOUND',
  'ORDER_NOT_FOUND',
  'REFUND_NOT_FOUND',
  'NOTICE_NOT_FOUND',
  'METHOD_NOT_OFFERED',
  'CARD_NOT_FOUND',
].map((code) => errorTable[code as ErrorCode].errcode);

/** What of the input shows: in the log nothing may, in an error only the number of what is not there. */
function shownIn(logged: string, result: Words): string | undefined {
  const inLog = markerIn(logged) ?? cardNumberIn(logged);
  if (inLog !== undefined || result.errcode === 0) return inLog;
  const isNaming = NAMING.includes(Number(result.errcode));
  const answer = JSON.stringify(result);
  const inAnswer = markerIn(answer);
  const isForged = Object.values(forged).some((one) => one !== undefined && answer.includes(one));
  return isNaming && !isForged ? undefined : (inAnswer ?? (isNaming ? undefined : cardNumberIn(answer)));
}

/** Who the payload says that its sender is. Nobody believes it, and nobody keeps it. */
const forged = {
  openid: callMarkers.forgedOpenid,
  openId: callMarkers.forgedOpenid,
  OPENID: callMarkers.forgedOpenid,
  unionid: callMarkers.forgedUnionid,
  UNIONID: callMarkers.forgedUnionid,
  token: callMarkers.forgedToken,
  session_key: callMarkers.sessionKey,
  phone: callMarkers.typedPhone,
  name: callMarkers.typedName,
  address: callMarkers.typedAddress,
};
const wishes: Words = {
  ...forged,
  userInfo: { openId: callMarkers.forgedOpenid, appId: 'wx' },
  FROM_OPENID: callMarkers.forgedOpenid,
  isOperator: true,
  operator: true,
  role: 'admin',
  admin: true,
  operators: [callMarkers.forgedOpenid],
  price: 1,
  state: 'paid',
  version: 99,
  _id: 'x',
  $set: { state: 'paid' },
};

const opened = new Map<string, Promise<Opened>>();

function doorOf(door: FunctionDoor): Promise<Opened> {
  const known = opened.get(door.name) ?? door.open();
  opened.set(door.name, known);
  return known;
}

/** The places of an input's values, at every depth: `items.0.quantity`. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const below = inner.flatMap(([name, one]) => placesIn(one, [...path, name]));
  return path.length === 0 ? below : [path, ...below];
}

/** A copy with another value at a place. */
function withValue(input: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const inner = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
  const changed = withValue(inner[name], rest, value);
  if (Array.isArray(input))
    return input.map((one: unknown, index) => (String(index) === name ? changed : one));
  return { ...inner, [name]: changed };
}

const at = (input: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (Object(value) as Record<string, unknown>)[name], input);

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;

/** Of another kind than the right value, and there at all: no schema may take it. */
const isOfAnotherKind = (right: unknown, value: unknown): boolean =>
  value !== undefined && kindOf(right) !== kindOf(value);

/** A value in short words; what is nested is not looked into, for it may have no end. */
const said = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? `{${Object.keys(value).slice(0, 3).join()}}`
    : JSON.stringify(String(value).slice(0, 50));

/** What must be there for an action, and who may send it; the same in every world of a function. */
interface Known {
  readonly door: FunctionDoor;
  readonly actions: Readonly<Record<string, readonly (readonly string[])[]>>;
}

function* fieldCases({ door, actions }: Known): Generator<Case> {
  for (const [action, places] of Object.entries(actions)) {
    for (const place of places) {
      for (const [index, value] of nastyValues.entries()) {
        yield {
          what: `${action}, ${place.join('.')} = ${index} ${said(value)}`,
          async run() {
            const world = await doorOf(door);
            const { input, who } = goodOf(world, action);
            const event = { action, ...(withValue(input, place, value) as object) };
            const isWrong = isOfAnotherKind(at(input, place), value);
            return judge(world, event, who, isWrong ? 'refused' : 'defined');
          },
        };
      }
    }
  }
}

function goodOf({ good }: Opened, action: string): Opened['good'][string] {
  const one = good[action];
  if (!one) throw new Error(`no good input for ${action}`);
  return one;
}

function* peopleCases({ door, actions }: Known): Generator<Case> {
  for (const action of Object.keys(actions)) {
    const as = (
      what: string,
      who: (world: Opened) => Who,
      extra: Words,
      wanted: (world: Opened) => Wanted,
    ): Case => ({
      what: `${action} ${what}`,
      async run() {
        const world = await doorOf(door);
        const event = { action, ...extra, ...goodOf(world, action).input };
        return judge(world, event, who(world), wanted(world));
      },
    });
    const needsPerson = (world: Opened): Wanted =>
      goodOf(world, action).who.openid === undefined ? 'defined' : 'refused';
    const own = (world: Opened): Who => goodOf(world, action).who;
    yield as('by nobody', () => ({ openid: '' }), {}, needsPerson);
    yield as('by nobody who says who they are', () => ({ openid: '' }), wishes, needsPerson);
    yield as('with wishes of its own', own, wishes, () => 'defined');
    for (const [name, value] of Object.entries(wishes))
      yield as(`with ${name}`, own, { [name]: value }, () => 'defined');
    for (const openid of ['\u0000', 'o'.repeat(10_000), '{"$ne":null}', '__proto__', ' ', 'о-payer'])
      yield as(
        `by ${said(openid)}`,
        () => ({ openid }),
        {},
        (world) => strangersWanted(world, action),
      );
    yield as(
      'by a stranger',
      (world) => world.stranger,
      {},
      (world) => strangersWanted(world, action),
    );
    yield as(
      'by a stranger with wishes',
      (world) => world.stranger,
      wishes,
      (world) => strangersWanted(world, action),
    );
  }
}

/** Actions that anybody may ask for themselves; the others are about something that a stranger has no right to. */
const FOR_THEMSELVES = new Set([
  'listgoods',
  'shop',
  'createorder',
  'listorders',
  'login',
  'phone',
  'jssdk',
  'oauthstart',
  'oauth',
  'start',
  'mycard',
  'cardext',
  'activate',
]);

const strangersWanted = (_world: Opened, action: string): Wanted =>
  FOR_THEMSELVES.has(action) ? 'defined' : 'refused';

function* eventCases({ door }: Known): Generator<Case> {
  for (const event of nastyEvents) {
    yield {
      what: `event ${said(event)}`,
      async run() {
        const world = await doorOf(door);
        const isLogin = door.name === 'login' && at(event, ['action']) === 'login';
        return judge(world, event, world.stranger, isLogin ? 'defined' : 'refused');
      },
    };
  }
}

/** Generated events: a few fields of a good input changed at once, or fields of other actions mixed in. */
function* generatedCases({ door, actions }: Known, dice: Dice, count: number): Generator<Case> {
  const names = Object.keys(actions);
  for (let left = count; left > 0; left -= 1) {
    const action = dice.of(names);
    const places = names.flatMap((name) => actions[name] ?? []);
    const changes = Array.from({ length: 1 + dice.below(4) }, () => {
      const own = actions[action] ?? [];
      const place =
        own.length > 0 && dice.below(4) > 0 ? dice.of(own) : places.length > 0 ? dice.of(places) : ['x'];
      return { place, value: dice.below(nastyValues.length) };
    });
    const isStranger = dice.below(4) === 0;
    yield {
      what: `${action}, generated ${left}: ${changes.map(({ place, value }) => `${place.join('.')}=${value}`).join(' ')}`,
      async run() {
        const world = await doorOf(door);
        const { input, who } = goodOf(world, action);
        const event = changes.reduce<unknown>(
          (made, { place, value }) => withValue(made, place, nastyValues[value]),
          { action, ...input },
        );
        return judge(world, event, isStranger ? world.stranger : who, 'defined');
      },
    };
  }
}

const GENERATED = 2_000;

function callsOf(known: Known): Attack {
  return {
    no: 12,
    at: known.door.name,
    *cases(dice) {
      yield* fieldCases(known);
      yield* peopleCases(known);
      yield* eventCases(known);
      yield* generatedCases(known, dice, GENERATED);
    },
  };
}

export const callAttacks: readonly Attack[] = functionDoors.map((door) => {
  const actions = Object.entries(door.inputs).map(([name, input]) => [name, placesIn(input)] as const);
  return callsOf({ door, actions: Object.fromEntries(actions) });
});
