/** An environment as its management API describes it. */
import * as v from 'valibot';
import type { CloudApi } from './cloud-api';
import { Stopped } from './stopped';

const describedSchema = v.object({
  EnvList: v.nullish(
    v.array(
      v.looseObject({
        EnvId: v.string(),
        Status: v.string(),
        Databases: v.nullish(v.array(v.looseObject({ InstanceId: v.string() }))),
      }),
    ),
  ),
});

export interface Environment {
  readonly id: string;
  /** Of its document database; missing where it has none. */
  readonly database: string | undefined;
}

/** @throws Stopped where the account has no such environment, or it is not ready */
export async function findEnvironment(api: CloudApi, id: string): Promise<Environment> {
  const { EnvList } = await api('tcb', 'DescribeEnvs', { EnvId: id }, describedSchema);
  const found = EnvList?.find(({ EnvId }) => EnvId === id);
  if (!found)
    throw new Stopped(
      `the account of these keys has no environment ${id}`,
      'copy the id from https://tcb.cloud.tencent.com/dev, or take the keys of the account that owns it',
    );
  if (found.Status !== 'NORMAL')
    throw new Stopped(
      `environment ${id} is ${found.Status}`,
      'run this again when the console says that it is normal',
    );
  return { id, database: found.Databases?.[0]?.InstanceId };
}
