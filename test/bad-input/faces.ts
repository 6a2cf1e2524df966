/** Identity numbers and names for face verification (class 13), and a search for them afterwards in everything that was kept. */
import { createHash } from 'node:crypto';
import { errorTable } from '../../shared/kernel/errors';
import { FaceWorld } from '../identity/face/face-world';
import type { Attack, Case } from './attack';
import { fullWidth } from './fields';

/** A number that exists nowhere, with a right check character. */
const NUMBER = '440524188001010014';
const WITH_X = '11010119000101009X';
const NAME = '标记张三';

type Wanted = 'taken' | 'refused';

const wrongLast = (number: string): readonly string[] =>
  Array.from('0123456789X')
    .filter((one) => one !== number.at(-1))
    .map((one) => number.slice(0, -1) + one);

/** One digit another one: the check character notices every such slip. */
const oneWrong = (number: string): readonly string[] =>
  Array.from(number.slice(0, -1)).map(
    (digit, at) => number.slice(0, at) + String((Number(digit) + 1) % 10) + number.slice(at + 1),
  );

const numbers: readonly (readonly [string, Wanted])[] = [
  [NUMBER, 'taken'],
  [WITH_X, 'taken'],
  [WITH_X.toLowerCase(), 'taken'],
  [` ${NUMBER} `, 'taken'],
  [fullWidth(NUMBER), 'taken'],
  [fullWidth(WITH_X.toLowerCase()), 'taken'],
  ...[...wrongLast(NUMBER), ...wrongLast(WITH_X), ...oneWrong(NUMBER), ...oneWrong(WITH_X)].map(
    (one): [string, Wanted] => [one, 'refused'],
  ),
  ...[
    '',
    ' ',
    NUMBER.slice(0, 15),
    '440524880101001',
    NUMBER.slice(1),
    `${NUMBER}0`,
    NUMBER + NUMBER,
    `No. ${NUMBER}`,
    `${NUMBER}\n${WITH_X}`,
    `${NUMBER}\u0000`,
    `${NUMBER}\u200b`,
    `\u202e${NUMBER}`,
    NUMBER.replace('0', 'O'),
    NUMBER.replace('1', 'l'),
    NUMBER.replace('0', '٠'),
    NUMBER.replace('0', '〇'),
    NUMBER.split('').join(' '),
    NUMBER.split('').join('-'),
    `${NUMBER.slice(0, 6)}18801301${NUMBER.slice(14)}`,
    `${NUMBER.slice(0, 6)}19000229${NUMBER.slice(14)}`,
    `${NUMBER.slice(0, 6)}17991231${NUMBER.slice(14)}`,
    `${NUMBER.slice(0, 6)}20990101${NUMBER.slice(14)}`,
    `00${NUMBER.slice(2)}`,
    `99${NUMBER.slice(2)}`,
    'E12345678',
    'H1234567890',
    '{"$ne":null}',
    "' OR '1'='1",
    'x'.repeat(1_000_000),
  ].map((one): [string, Wanted] => [one, 'refused']),
];

const badNames = [
  '',
  ' ',
  '\u0000',
  `${NAME}\u0000`,
  '\ud800',
  `${NAME}\n`,
  'x'.repeat(10_000),
  '<script>',
  '{"$ne":null}',
];

/** Every form in which the person could have been written down. */
function formsOf(texts: readonly string[]): readonly string[] {
  const forms = texts.flatMap((text) => [
    text,
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('hex'),
    encodeURIComponent(text),
    createHash('md5').update(text).digest('hex'),
    createHash('sha256').update(text).digest('hex'),
  ]);
  return [...new Set(forms.filter((one) => one.length >= 8))];
}

const tidied = [NUMBER, WITH_X, NAME, NUMBER.slice(0, 14), WITH_X.slice(0, 14), NUMBER.slice(-8)];
const world = new FaceWorld(2, 100);
/** What of the people was seen in a log or a document, for the sweep at the end. */
const seen: string[] = [];

function sweep(result: object): string | undefined {
  const everywhere = [...world.written, ...world.weixin.logged, JSON.stringify(result)].join('\n');
  const found = formsOf(tidied).find((form) => everywhere.includes(form));
  if (found !== undefined) seen.push(found);
  world.written.length = 0;
  world.weixin.logged.length = 0;
  return found;
}

async function start(input: object, wanted: Wanted): Promise<string | undefined> {
  world.sessions.clear();
  world.attempts.clear();
  world.later(1_000);
  const result = await world.call({ action: 'start', purpose: 'rent', name: NAME, ...input });
  const found = sweep(result);
  if (found !== undefined) return `shows ${found}`;
  if (wanted === 'taken') return result.errcode === 0 ? undefined : `refused: ${String(result.errmsg)}`;
  const isRefused = result.errcode === errorTable.INVALID_INPUT.errcode && world.sessions.size === 0;
  return isRefused ? undefined : `errcode ${String(result.errcode)}, ${world.sessions.size} sessions`;
}

function* cases(): Generator<Case> {
  for (const [number, wanted] of numbers)
    yield { what: `number ${number.slice(0, 24)}`, run: () => start({ id_card_number: number }, wanted) };
  for (const name of badNames)
    yield {
      what: `name ${JSON.stringify(name.slice(0, 20))}`,
      // A name may be odd and still be one; what matters is that no harm comes of it.
      run: () => start({ name, id_card_number: `${NUMBER}1` }, 'refused'),
    };
}

export const faceAttacks: readonly Attack[] = [
  {
    no: 13,
    at: 'faceVerify',
    cases,
    after: () => (seen.length > 0 ? [`kept or logged: ${seen.join()}`] : []),
  },
];
