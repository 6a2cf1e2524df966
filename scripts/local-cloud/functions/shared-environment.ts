// A call from another mini-program: as the platform does, the owner's function cloudbase_auth is asked first.
import { isDoc } from '../database/document';
import { FunctionError } from './function-error';
import type { FunctionHost } from './function-host';
import type { Identity } from './identity';

const ASKED = 'cloudbase_auth';

/**
 * Passes where the owner's function answers `errCode` 0. Where there is no such function the platform refuses every call from outside
 * (-601015); here it passes with a line in the log, so that a project can be tried before it is shared.
 * @throws FunctionError where the function refuses, or answers what the platform does not understand
 */
export async function admit(functions: FunctionHost, identity: Identity): Promise<void> {
  if (identity.fromOpenid === undefined || identity.fromAppid === undefined) return;
  if (!functions.names().includes(ASKED)) {
    functions.warn(
      ASKED,
      `without function ${ASKED} the cloud refuses calls of ${identity.fromAppid} (-601015)`,
    );
    return;
  }
  const { result } = await functions.invoke(ASKED, {}, { identity, source: 'wx_client' });
  if (!isDoc(result) || Object.keys(result).length === 0)
    throw new FunctionError(
      'SHARED_ENVIRONMENT_EMPTY',
      `function ${ASKED} answered nothing that says errCode`,
    );
  if (result.errCode !== 0)
    throw new FunctionError(
      'SHARED_ENVIRONMENT_REFUSED',
      `function ${ASKED} refused: ${String(result.errMsg)}`,
    );
}
