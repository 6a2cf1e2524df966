/** What somebody wants deployed, out of the words after the command. */
import { parseArgs } from 'node:util';

export const usage =
  'npm run deploy -- --env ID [--env ID …] [--dry-run] [--rollback] [--only functions|database|routes|FUNCTION] [--node PATH]';

export interface Wish {
  /** One, or several. */
  readonly envs: readonly string[];
  readonly dryRun: boolean;
  readonly rollback: boolean;
  readonly only: readonly string[];
  /** A Node of the runtime's very version, which compiles the functions beforehand. */
  readonly node: string | undefined;
}

/** @throws Error in words for whoever typed the command */
export function readWish(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      env: { type: 'string', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
      rollback: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      node: { type: 'string' },
    },
  });
  const { env, only, rollback, node } = values;
  const envs = [...new Set(env)];
  if (envs.length === 0) throw new Error(`which environment? ${usage}`);
  const wrong = envs.find((one) => !/^[a-z0-9][a-z0-9-]{1,62}$/i.test(one));
  if (wrong !== undefined) throw new Error(`"${wrong}" is no id of an environment`);
  return { envs, only, rollback, node, dryRun: values['dry-run'] };
}
