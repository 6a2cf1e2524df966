// POST /control/fault {"database": …}: the database on a bad day. What a product beside the cloud answers there goes on to it.
import * as v from 'valibot';
import { isDoc } from './database/document';
import { databaseFaultSchema, type DatabaseFaults } from './service/database-faults';
import { messageOf } from './service-error';
import { json, type Mount, type WebReply, type WebRequest } from './web';

export const FAULT_PATH = '/control/fault';

const bodySchema = v.strictObject({ database: databaseFaultSchema });

/** The mounts with one route for faults: the database's, and those of the product that was mounted there. */
export function withDatabaseFaults(faults: DatabaseFaults, mounts: readonly Mount[]): readonly Mount[] {
  const other = mounts.find(({ prefix }) => prefix === FAULT_PATH);
  const handle = (request: WebRequest): WebReply | Promise<WebReply> =>
    other && !isOfDatabase(request) ? other.handle(request) : takeFault(faults, request);
  return [...mounts.filter((one) => one !== other), { prefix: FAULT_PATH, handle }];
}

const isOfDatabase = ({ body }: WebRequest): boolean => {
  const said = parsed(body);
  return isDoc(said) && 'database' in said;
};

function takeFault(faults: DatabaseFaults, { method, path, body }: WebRequest): WebReply {
  if (method !== 'POST')
    return json({ error: 'POST {"database": {"action"?, "kind", "times"?, "rate"?}}' }, 405);
  const read = v.safeParse(bodySchema, parsed(body));
  if (!read.success) {
    const problems = read.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
    return json({ error: problems.join('; ') }, 400);
  }
  try {
    if (path === `${FAULT_PATH}/remove`) faults.remove(read.output.database);
    else faults.add(read.output.database);
    return json({ ok: true, pending: faults.pending() });
  } catch (error) {
    return json({ error: messageOf(error) }, 400);
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
