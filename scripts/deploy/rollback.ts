/** Takes functions back to the code that was online before the last deployment. Settings, database and routes stay. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findEnvironment } from './environment';
import { bringCode } from './functions';
import { smokeTest } from './smoke';
import { Stopped } from './stopped';
import { reporter, type Deployed, type Deployment } from './whole';

/**
 * Of the planned functions those that are kept. A second time changes nothing.
 * @throws Stopped where nothing is kept, or a function is not online as it was
 */
export async function rollBack({ plan, kept, say, ...world }: Deployment): Promise<Deployed> {
  const { api, env } = world;
  const names = keptOf({ plan, kept });
  if (names.length === 0)
    throw new Stopped(
      `of environment ${env} nothing is kept here that these functions could go back to`,
      'roll back where the last deployment was made, or check out the version that is wanted and deploy it',
    );
  await findEnvironment(api, env);
  const { progress, changes } = reporter(say);
  const folder = mkdtempSync(path.join(tmpdir(), 'rollback-'));
  try {
    for (const name of names) {
      const before = path.join(folder, name);
      kept.unpack(name, before);
      const done = await bringCode({ ...world, progress, keep: () => undefined }, { name, folder: before });
      if (done.length > 0) progress.change(`function ${name}: back to the code before`);
      else progress.same(`function ${name}: has the code before`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  await smokeTest(api, env, names, progress);
  return { changes: changes(), host: undefined };
}

/** The functions that can be taken back, of those that are planned. */
export const keptOf = ({ plan, kept }: Pick<Deployment, 'plan' | 'kept'>): readonly string[] =>
  kept.names().filter((name) => plan.functions.some((one) => one.name === name));
