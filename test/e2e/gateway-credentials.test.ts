// Gateways put temporary credentials into a header of the requests that they pass on. They are planted here on every way into
// the shop and looked for wherever something is kept or shown.
import {
  credentialsHeader,
  gatewaySecret,
  withGatewayCredentials,
} from '../../scripts/local-cloud/gateway-credentials';
import { atPsp, checkOut, openWorld, type Running } from './running-world';

const planted = 'planted-credential-77c1';
const traces = [
  ...[planted, gatewaySecret, Buffer.from(planted).toString('base64')],
  ...Object.values(withGatewayCredentials({}, 'local')),
];

let running: Running;
const printed: string[] = [];

beforeAll(async () => {
  running = await openWorld('yaband', { log: (line) => printed.push(line) });
});
afterAll(() => running.world.close());

const carrying = {
  [credentialsHeader]: planted,
  'X-Cloudbase-Context': Buffer.from(planted).toString('base64'),
};

async function answerOf(path: string, init: RequestInit = {}): Promise<string> {
  const headers = { 'content-type': 'application/json', ...carrying };
  const response = await fetch(running.world.url + path, { ...init, headers });
  return JSON.stringify(Object.fromEntries(response.headers)) + (await response.text());
}

test('a gateway’s credentials stand in no answer, no log, no document and nothing that the console shows', async () => {
  const { world } = running;
  const no = await checkOut(running);
  await atPsp(running, 'yaband', { out_trade_no: no, event: 'pay' });
  await atPsp(running, 'yaband', { out_trade_no: no, event: 'forge' });
  const notice = world.wire.entries().find(({ kind }) => kind === 'notice');
  const post = { method: 'POST', body: notice?.body ?? '' };
  const answers = await Promise.all([
    answerOf('/notify/yaband', post),
    answerOf('/notify/yaband', { ...post, body: '{}' }),
    answerOf('/notify', { ...post, body: 'no json' }),
    answerOf('/notify/nobody', post),
    answerOf('/login?action=nothing'),
    answerOf('/login', { method: 'POST', body: '{"action":"login"}' }),
    answerOf('/sandbox/yaband', post),
    answerOf('/wx/callFunction', { method: 'POST', body: '{"name":"pay","data":{"action":"listgoods"}}' }),
    answerOf('/nowhere'),
  ]);
  const shown = await Promise.all(
    ['/console/data', `/console/data?order=${no}`, '/console/data?view=wire', '/sandbox/state'].map((path) =>
      answerOf(path),
    ),
  );
  const documents = await Promise.all(
    world.cloud.database.collections().map((name) => world.cloud.database.find(name, {}, { limit: 1000 })),
  );
  const logs = world.cloud.logs.entries();
  // It looked where something is.
  expect(shown[2]).toContain(no);
  expect(logs.map(({ text }) => text).join()).toContain('notice_refused');
  expect(JSON.stringify(documents)).toContain(no);
  const everywhere = JSON.stringify([answers, shown, documents, logs, world.wire.entries(), printed]);
  for (const trace of traces) expect(everywhere).not.toContain(trace);
});

test('a function does get the header, as it does on the platform, whatever the sender wrote into it', async () => {
  expect(withGatewayCredentials({ [credentialsHeader]: planted, host: 'h' }, 'local')).toEqual({
    host: 'h',
    [credentialsHeader]: expect.not.stringContaining(planted) as unknown,
  });
});
