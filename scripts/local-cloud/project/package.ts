// What the package exports.
export type * from './api';
export { openTestCloud } from './test-cloud';
