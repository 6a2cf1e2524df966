// A connection that a caller keeps outlasts a pause of the whole process.
import { Agent, get } from 'node:http';
import { startCloud, type StartedCloud } from './fixture';

let started: StartedCloud;
beforeAll(async () => (started = await startCloud()));
afterAll(async () => started.stop());

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Answers whether the connection of an earlier call was used. */
const ask = (): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const request = get(`${started.cloud.url}/control/clock`, { agent }, (response) => {
      response.resume().once('end', () => resolve(request.reusedSocket));
    }).once('error', reject);
  });

test('six seconds in which nothing else runs break no connection', async () => {
  await ask();
  // A query that computes holds the process just so.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);
  expect(await ask()).toBe(true);
});
