/** A function may die between any two of its steps: no attempt is free, no passed face is lost, every session ends. */
import { onFaceEvent } from '../../../shared/identity/face/face-event';
import type { FaceVerification } from '../../../shared/identity/face/ports';
import { dyingProcess, type Moment } from './dying-process';
import { CARD, FaceWorld, ME } from './face-world';

const MINUTE = 60_000;
const moments: readonly Moment[] = ['before', 'after'];

/** Everything ends when time goes on and the timer runs. */
async function expectEnds(world: FaceWorld): Promise<void> {
  for (let minute = 0; minute < 75; minute += 1) {
    world.later(MINUTE);
    await world.timer();
  }
  for (const session of world.sessions.values()) {
    expect(session.state).not.toBe('pending');
    expect(session).toMatchObject({ sealed: '', due_at: null });
  }
}

/** Lets a process die at each of its steps in turn, in a world of its own each time. */
async function atEachStep(
  prepare: () => Promise<FaceWorld>,
  run: (world: FaceWorld, ports: FaceVerification) => Promise<unknown>,
  check: (world: FaceWorld) => Promise<void>,
): Promise<number> {
  let deaths = 0;
  for (const moment of moments) {
    for (let nth = 0; ; nth += 1) {
      const world = await prepare();
      const { ports, survived } = dyingProcess(world.process(), nth, moment);
      await run(world, ports).catch(() => undefined);
      if (survived()) break;
      deaths += 1;
      // Leases and pauses of the dead are over.
      world.later(15_000);
      await check(world);
    }
  }
  return deaths;
}

const startsIn =
  (data = {}) =>
  (world: FaceWorld, ports: FaceVerification) =>
    world.call({ action: 'start', ...CARD, ...data }, ME, ports);

describe.each([1, 2] as const)('version %i', (version) => {
  const began = version === 1 ? 'getuseridkey' : 'getverifyid';

  test('who dies over a beginning has not got an attempt for nothing', async () => {
    const deaths = await atEachStep(
      () => Promise.resolve(new FaceWorld(version, 1)),
      startsIn(),
      async (world) => {
        await world.start();
        await world.start();
        expect(world.asked(began)).toBeLessThanOrEqual(1);
        expect(world.used('person')).toBeLessThanOrEqual(1);
        expect(world.used('certificate')).toBeLessThanOrEqual(1);
        await expectEnds(world);
      },
    );
    expect(deaths).toBeGreaterThan(15);
  });

  test('who dies over a beginning that WeChat refuses has used one attempt at most', async () => {
    await atEachStep(
      async () => {
        const world = new FaceWorld(version, 2);
        await world.start();
        world.instead = () => ({ errcode: version === 1 ? 84006 : 84014 });
        return world;
      },
      startsIn(),
      async (world) => {
        for (const kind of ['person', 'certificate'] as const) {
          expect(world.used(kind)).toBeGreaterThanOrEqual(1);
          expect(world.used(kind)).toBeLessThanOrEqual(2);
        }
        world.instead = () => undefined;
        await expectEnds(world);
      },
    );
  });
});

describe('a face that passed is not lost', () => {
  const passed = async (): Promise<FaceWorld> => {
    const world = new FaceWorld(2);
    world.server.look((await world.start()).verify_id);
    world.later(3 * MINUTE);
    return world;
  };
  const number = (world: FaceWorld): string => String([...world.sessions.keys()][0]);

  test('when the function dies over the result, and the phone asks again', async () => {
    const deaths = await atEachStep(
      passed,
      (world, ports) => world.call({ action: 'result', out_seq_no: number(world) }, ME, ports),
      async (world) => {
        expect(await world.result(number(world))).toMatchObject({ verified: true });
      },
    );
    expect(deaths).toBeGreaterThan(8);
  });

  test('when the function dies over the result, and nobody asks again', async () => {
    await atEachStep(
      passed,
      (world, ports) => world.call({ action: 'result', out_seq_no: number(world) }, ME, ports),
      async (world) => {
        await expectEnds(world);
        expect(world.only()).toMatchObject({ state: 'verified' });
      },
    );
  });

  test('when the timer dies over it', async () => {
    await atEachStep(
      passed,
      (world, ports) => world.timer(50, ports),
      async (world) => {
        await expectEnds(world);
        expect(world.only()).toMatchObject({ state: 'verified' });
      },
    );
  });

  const handles = new WeakMap<FaceWorld, string>();
  const passedInVersion1 = async (): Promise<FaceWorld> => {
    const world = new FaceWorld(1);
    handles.set(world, world.server.verify((await world.start()).user_id_key, ME));
    return world;
  };
  const brought = (world: FaceWorld) => ({
    action: 'result',
    out_seq_no: number(world),
    verify_result: handles.get(world),
  });

  test('in version 1 when the function dies over it, and the phone asks again', async () => {
    await atEachStep(
      passedInVersion1,
      (world, ports) => world.call(brought(world), ME, ports),
      async (world) => {
        expect(await world.call(brought(world))).toMatchObject({ verified: true });
      },
    );
  });

  test('in version 1 when the function dies over it after it was written down', async () => {
    let written = 0;
    await atEachStep(
      passedInVersion1,
      (world, ports) => world.call(brought(world), ME, ports),
      async (world) => {
        if (world.only().asks === 0) return;
        written += 1;
        await expectEnds(world);
        expect(world.only()).toMatchObject({ state: 'verified' });
      },
    );
    expect(written).toBeGreaterThan(5);
  });

  test('in version 1 when the function dies over the push, and the phone brings the handle', async () => {
    await atEachStep(
      passedInVersion1,
      (world, ports) => {
        const { out_seq_no, verify_result } = brought(world);
        return onFaceEvent(ports, { Event: 'face_identify', openid: ME, out_seq_no, verify_result });
      },
      async (world) => {
        expect(await world.call(brought(world))).toMatchObject({ verified: true });
      },
    );
  });
});

test('a face that failed has failed, wherever the function died', async () => {
  await atEachStep(
    async () => {
      const world = new FaceWorld(2);
      world.server.look((await world.start()).verify_id, 10004);
      return world;
    },
    (world, ports) => world.call({ action: 'result', out_seq_no: [...world.sessions.keys()][0] }, ME, ports),
    async (world) => {
      await expectEnds(world);
      expect(world.only()).toMatchObject({ state: 'failed', advice: 'another_person' });
    },
  );
});

test('a session that ended keeps its end, whoever writes at the same moment', async () => {
  const world = new FaceWorld(2);
  const { out_seq_no: number, verify_id: verifyId } = await world.start();
  world.server.look(verifyId, 10004);
  let passes = 0;
  world.meanwhile = async (api) => {
    if (api !== 'queryverifyinfo' || passes > 0) return;
    passes += 1;
    // Another process asks two seconds later and is told something else before this one hears its answer.
    world.later(2000);
    world.server.look(verifyId, 10000);
    await world.call({ action: 'result', out_seq_no: number }, ME, world.process());
    world.server.look(verifyId, 10004);
  };
  expect(await world.result(number)).toMatchObject({ verified: true, state: 'verified' });
  expect(world.session(number)).toMatchObject({ state: 'verified', last_code: 10000 });
});
