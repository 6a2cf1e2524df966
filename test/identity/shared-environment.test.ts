/** Function `cloudbase_auth`: whom the platform names comes in, and nobody else. */
import { answerShared } from '../../shared/identity/shared-environment';

test('a person of another app comes in, and security rules learn which app it is', () => {
  const answer = answerShared({ openid: 'oSomebody', fromAppid: 'wx00000000000000aa' });
  expect(answer).toEqual({ errCode: 0, errMsg: '', auth: '{"app":"wx00000000000000aa"}' });
});

test.each([
  ['a call of the own mini-program', { openid: 'oSomebody', fromAppid: '' }],
  ['a call without a person', { openid: '', fromAppid: 'wx00000000000000aa' }],
  ['a call that names nobody', { openid: '', fromAppid: '' }],
])('%s is let in by nobody here', (_what, caller) => {
  const { errCode, errMsg } = answerShared(caller);
  expect(errCode).toBe(1);
  expect(errMsg).toContain('shared with');
});
