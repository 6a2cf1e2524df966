/** Function `cloudbase_auth`: the platform asks it first when a mini-program reaches this environment that is shared with it. */
import { answerShared, identity } from '../../shared/roots/cloudbase_auth';

export async function main(): Promise<unknown> {
  return answerShared(await identity());
}
