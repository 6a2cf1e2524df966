/** Verifications as documents, through the unmodified SDK against the local cloud's database. */
import {
  cloudFaceAttempts,
  cloudFaceSessions,
  faceAttemptsKind,
  faceSessionKind,
} from '../../shared/adapters/cloud-face-sessions';
import { ended, opened, type FaceSession } from '../../shared/identity/face/session';
import { startCloud, type StartedCloud } from '../local-cloud/fixture';

let started: StartedCloud;

beforeAll(async () => {
  started = await startCloud();
  Object.assign(process.env, started.cloud.sdkEnvironment());
});
afterAll(async () => started.stop());
beforeEach(async () => started.cloud.reset());

const NOW = 1_780_000_000_000;

function aSession(change: Partial<FaceSession> = {}): FaceSession {
  const caller = { appid: 'wx0000000000000001', openid: 'oMe' };
  const opening = { outSeqNo: 'session-1', caller, faceVersion: 2, purpose: 'rent' } as const;
  return { ...opened(opening, NOW), ...change };
}

/** As somebody writes it in the console. */
function write(document: { readonly [field: string]: unknown }): void {
  started.cloud.database.ensureCollection('face_sessions');
  started.cloud.database.insert('face_sessions', { ...document });
}

const stored = (id: string) => started.cloud.database.find('face_sessions', { _id: id });

describe('a session', () => {
  const whole = aSession({ fromAppid: 'wx00000000000000ff', lastCode: -1, sealed: 'sealed', asks: 3 });

  test.each([
    ['one that begins', aSession()],
    ['one with everything', whole],
    [
      'one that ended',
      ended(whole, { state: 'cancelled', advice: 'cancelled' }, { now: NOW + 5, code: 90002 }),
    ],
  ])('is the same after it was written and read: %s', async (_what, session) => {
    if (!session) throw new Error('it did not end');
    expect(await cloudFaceSessions.insert(session)).toBe(true);
    expect(await cloudFaceSessions.get('session-1')).toEqual(session);
  });

  test('is written once, and then only over the version that was read', async () => {
    expect(await cloudFaceSessions.insert(aSession())).toBe(true);
    expect(await cloudFaceSessions.insert(aSession({ purpose: 'other' }))).toBe(false);
    const next = aSession({ version: 2, sealed: 'sealed' });
    expect(await cloudFaceSessions.replace(next, 1)).toBe(true);
    expect(await cloudFaceSessions.replace({ ...next, sealed: 'late' }, 1)).toBe(false);
    expect(await cloudFaceSessions.get('session-1')).toEqual(next);
  });

  test('that ended stands without what it needed, and without a moment', async () => {
    await cloudFaceSessions.insert(whole);
    const end = ended(whole, { state: 'failed', advice: 'retake' }, { now: NOW + 5, code: 10002 });
    await cloudFaceSessions.replace({ ...(end ?? whole), version: 2 }, 1);
    expect((await stored('session-1'))[0]).toMatchObject({ sealed: '', due_at: null, ended_at: NOW + 5 });
  });

  test('that nobody began is not there', async () => {
    expect(await cloudFaceSessions.get('session-1')).toBeUndefined();
    expect(await cloudFaceSessions.due(NOW, 10)).toEqual([]);
  });

  test.each([
    ['state', 'passed'],
    ['face_version', 3],
    ['advice', 'be happy'],
    ['sealed', null],
    ['asked_at', 'now'],
    ['openid', 7],
    ['expires_at', null],
  ])('whose %s became %p cannot be read, and the error does not repeat it', async (field, value) => {
    const raw = { _id: 'session-1', version: 1, ...faceSessionKind.toDocument(aSession()), [field]: value };
    const read = faceSessionKind.fromDocument(raw);
    expect(read).toEqual({ problems: [`${field} is missing or wrong`] });
    write(raw);
    await expect(cloudFaceSessions.get('session-1')).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
  });
});

describe('sessions that are due', () => {
  const insert = (outSeqNo: string, dueAt?: number) => {
    const { dueAt: _at, ...rest } = aSession({ outSeqNo, openid: `o-${outSeqNo}` });
    return cloudFaceSessions.insert(dueAt === undefined ? rest : { ...rest, dueAt });
  };

  test('are listed the longest due first, so many at most, and those that have ended never', async () => {
    await insert('third', NOW);
    await insert('first', NOW - 20);
    await insert('second', NOW - 10);
    await insert('later', NOW + 1);
    await insert('never');
    expect(await cloudFaceSessions.due(NOW, 10)).toEqual(
      ['first', 'second', 'third'].map((outSeqNo) => ({ outSeqNo, openid: `o-${outSeqNo}` })),
    );
    expect(await cloudFaceSessions.due(NOW, 1)).toMatchObject([{ outSeqNo: 'first' }]);
  });

  test('are listed although they cannot be read', async () => {
    write({ _id: 'bad', due_at: NOW - 1, openid: 7 });
    expect(await cloudFaceSessions.due(NOW, 10)).toEqual([{ outSeqNo: 'bad', openid: '' }]);
  });

  test('are put off, unless they are not due any more', async () => {
    await insert('due', NOW);
    await insert('later', NOW + 100);
    const at = { now: NOW, until: NOW + 500 };
    await cloudFaceSessions.postpone('due', at);
    await cloudFaceSessions.postpone('later', at);
    const moments = await started.cloud.database.find('face_sessions', {});
    expect(moments.map(({ due_at: dueAt }) => dueAt)).toEqual([NOW + 500, NOW + 100]);
  });
});

describe('attempts', () => {
  const id = 'person:wx0000000000000001:oMe';
  const taken = [
    { outSeqNo: 'session-1', at: NOW },
    { outSeqNo: 'session-2', at: NOW + 1 },
  ];

  test('are the same after they were written and read, also when there are fewer', async () => {
    expect(await cloudFaceAttempts.insert({ id, version: 1, taken })).toBe(true);
    expect(await cloudFaceAttempts.get(id)).toEqual({ id, version: 1, taken });
    expect(await cloudFaceAttempts.replace({ id, version: 2, taken: taken.slice(1) }, 1)).toBe(true);
    expect(await cloudFaceAttempts.replace({ id, version: 2, taken: [] }, 1)).toBe(false);
    expect(await cloudFaceAttempts.get(id)).toEqual({ id, version: 2, taken: taken.slice(1) });
  });

  test.each([[undefined], [null], ['none'], [[{ at: NOW }]], [[{ out_seq_no: 'session-1', at: '1' }]]])(
    'that became %j cannot be read',
    (attempts) => {
      expect(faceAttemptsKind.fromDocument({ _id: id, version: 1, attempts })).toHaveProperty('problems');
    },
  );
});
