/** What somebody wants deployed, out of the words after the command. */
import { parseArgs } from 'node:util';

export const usage = 'npm run deploy -- --env ID [--dry-run] [--only functions|database|routes|FUNCTION]';

export interface Wish {
  readonly env: string;
  readonly dryRun: boolean;
  readonly only: readonly string[];
}

/** @throws Error in words for whoever typed the command */
export function readWish(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      env: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const { env, only } = values;
  if (env === undefined) throw new Error(`which environment? ${usage}`);
  if (!/^[a-z0-9][a-z0-9-]{1,62}$/i.test(env)) throw new Error(`"${env}" is no id of an environment`);
  return { env, only, dryRun: values['dry-run'] };
}
