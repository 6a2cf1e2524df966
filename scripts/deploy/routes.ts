/** The paths at which functions are reached over HTTP. */
import * as v from 'valibot';
import type { CloudApi } from './cloud-api';
import type { Route } from './plan';
import { Stopped, type Progress } from './stopped';

const routesSchema = v.looseObject({
  APISet: v.nullish(
    v.array(v.looseObject({ Path: v.string(), Name: v.string(), EnableAuth: v.nullish(v.boolean()) })),
  ),
});
const serviceSchema = v.looseObject({
  DefaultDomain: v.nullish(v.string()),
  EnableService: v.nullish(v.boolean()),
});
const nothing = v.looseObject({});
const TO_FUNCTION = 1;
/** No login of CloudBase's own: a PSP has none. */
const WITHOUT_LOGIN = 2;

/**
 * Makes the routes that are missing.
 * @returns the host before their paths, where the environment says it
 * @throws Stopped where a path leads elsewhere, or is not there afterwards
 */
export async function deployRoutes(
  api: CloudApi,
  env: string,
  planned: readonly Route[],
  progress: Progress,
): Promise<string | undefined> {
  for (const route of planned) {
    const { path, functionName } = route;
    if (await stands(api, env, route)) {
      progress.same(`route ${path}: as planned`);
      continue;
    }
    const wish = {
      ServiceId: env,
      Path: path,
      Type: TO_FUNCTION,
      Name: functionName,
      AuthSwitch: WITHOUT_LOGIN,
    };
    await api('tcb', 'CreateCloudBaseGWAPI', wish, nothing);
    if (!(await stands(api, env, route)))
      throw new Stopped(
        `the environment took route ${path} and does not show it`,
        'run this again in a minute',
      );
    progress.change(`route ${path}: made`);
  }
  const service = await api('tcb', 'DescribeCloudBaseGWService', { ServiceId: env }, serviceSchema);
  if (planned.length > 0 && service.EnableService === false)
    throw new Stopped(
      `HTTP access of environment ${env} is switched off, so that no notice can arrive`,
      'switch it on in the console (HTTP 访问服务) and run this again',
    );
  return service.DefaultDomain ?? undefined;
}

async function stands(api: CloudApi, env: string, { path, functionName }: Route): Promise<boolean> {
  const { APISet } = await api('tcb', 'DescribeCloudBaseGWAPI', { ServiceId: env, Path: path }, routesSchema);
  const found = APISet?.find((one) => one.Path === path);
  if (!found) return false;
  if (found.Name !== functionName)
    throw new Stopped(
      `route ${path} leads to ${found.Name}, not to function ${functionName}`,
      'delete it in the console (HTTP 访问服务) if nobody needs it, and run this again',
    );
  if (found.EnableAuth === true)
    throw new Stopped(
      `route ${path} asks for a login, which no PSP has`,
      'switch authentication off for it in the console (HTTP 访问服务) and run this again',
    );
  return true;
}
