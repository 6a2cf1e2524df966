/** What other areas may use of identity: which accounts are one person. */
export { accountsOf } from './accounts';
export type { Person } from './login';
export type { Account, JoinedAccounts, User, Users } from './ports';
