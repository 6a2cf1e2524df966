/** What function `cloudbase_auth` is composed of: the calling app, as the platform names it. */
export { identity } from '../adapters/platform';
export { answerShared } from '../identity/shared-environment';
