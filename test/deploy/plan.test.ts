/** The plan of a deployment, out of cloudbaserc.json. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readPlan } from '../../scripts/deploy/plan';
import { temporaryFolder } from '../temporary-folder';

/** A project of one function with these variables. */
function projectWith(envVariables: Readonly<Record<string, string>>): string {
  const root = temporaryFolder('plan');
  mkdirSync(path.join(root, 'cloudfunctions', 'pay'), { recursive: true });
  const pay = { name: 'pay', handler: 'index.main', runtime: 'Nodejs18.15', timeout: 20, memorySize: 256 };
  const file = { functionRoot: './dist', functions: [{ ...pay, envVariables }] };
  writeFileSync(path.join(root, 'cloudbaserc.json'), JSON.stringify(file));
  return root;
}

afterEach(() => {
  delete process.env['PLAN_TEST_REGION'];
});

test('a variable of the shell stands in the place of its name, never the braces', () => {
  process.env['PLAN_TEST_REGION'] = 'eu';
  const [pay] = readPlan(
    projectWith({ REGION: 'in {{env.PLAN_TEST_REGION}}', PLAIN: 'as it is' }),
    [],
  ).functions;
  expect(pay?.envVariables).toEqual({ REGION: 'in eu', PLAIN: 'as it is' });
});

test('a variable that is not set is named, and there is no plan', () => {
  expect(() => readPlan(projectWith({ REGION: '{{ env.PLAN_TEST_REGION }}' }), [])).toThrow(
    'cloudbaserc.json: REGION needs the variable PLAN_TEST_REGION, which is not set',
  );
});
