// `npm run doctor` on files, as a person or a script runs it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compiledCommand } from '../compiled-command';
import { temporaryFolder } from '../local-cloud/fixture';
import { rightOf } from './configurations';

let folder: string;
let remove: () => void;
let command: string;
beforeAll(async () => {
  ({ folder, remove } = temporaryFolder());
  command = await compiledCommand('doctor');
});
afterAll(() => remove());

function doctor(content: string, ...args: readonly string[]) {
  const file = path.join(folder, 'config.json');
  writeFileSync(file, content);
  const words = [command, '--file', file, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(stderr).toBe('');
  return { status, stdout, last: stdout.trimEnd().split('\n').at(-1) };
}

const broken = JSON.stringify({ ...rightOf('yaband'), key: 'sesame-open-sesame-open', notify_url: 'shop' });

describe('the doctor', () => {
  test('ends well where nothing is wrong', () => {
    expect(doctor(JSON.stringify(rightOf('yaband')))).toMatchObject({ status: 0, last: '0 problems' });
  });

  test('ends with 1 where something is, counts it, and prints no secret', () => {
    const { status, stdout, last } = doctor(broken);
    expect({ status, last }).toEqual({ status: 1, last: '1 problems' });
    expect(stdout).toContain('notify_url');
    expect(stdout).not.toContain('sesame');
  });

  test('prints an array and nothing else for a script', () => {
    const { status, stdout } = doctor(broken, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      {
        field: 'notify_url',
        code: 'url_no_https',
        problem: expect.any(String) as unknown,
        why: expect.any(String) as unknown,
        fix: expect.any(String) as unknown,
      },
    ]);
  });

  test('keeps its array whole where a secret is an everyday word', () => {
    const { stdout } = doctor(
      JSON.stringify({ ...rightOf('yaband'), key: 'problem', notify_url: 'x' }),
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject([
      { field: 'notify_url', problem: expect.any(String) as unknown },
    ]);
  });

  test.each(['', 'nonsense', '[', '7', '[]', '\u0000'])(
    'says of a file that holds %j what is the matter',
    (content) => {
      const { status, stdout } = doctor(content);
      expect(status).toBe(1);
      expect(stdout).not.toMatch(/\bat .*\.ts/);
    },
  );
});
