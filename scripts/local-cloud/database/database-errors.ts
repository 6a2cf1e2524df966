// The database's errors with the codes and texts of the real service, because callers match on them.
// Texts: public reports of the live service and docs.cloudbase.net/error-code (read 2026-11).
import { ServiceError } from '../service-error';

const contact = 'Please check your request, but if the problem persists, contact us.';

/** wx-server-sdk shows it as errCode -502005. */
export function collectionMissing(name: string): ServiceError {
  return new ServiceError(
    'DATABASE_COLLECTION_NOT_EXIST',
    `[ResourceNotFound] Db or Table not exist: ${name}. Please check your request, but if the problem cannot be solved, contact us.`,
  );
}

export function collectionExists(name: string): ServiceError {
  return new ServiceError(
    'DATABASE_COLLECTION_ALREADY_EXIST',
    `[ResourceUnavailable.TableExist] Table already exists: ${name}.`,
  );
}

/** wx-server-sdk shows it as errCode -502001; callers recognise E11000. */
export function duplicateKey(collection: string, index: string, key: string): ServiceError {
  return new ServiceError(
    'DATABASE_REQUEST_FAILED',
    `[FailedOperation.Insert] bulk write error: [{E11000 duplicate key error collection: ${collection} index: ${index} dup key: ${key}}]`,
  );
}

export function transactionConflict(): ServiceError {
  return new ServiceError(
    'DATABASE_TRANSACTION_CONFLICT',
    `[ResourceUnavailable.TransactionConflict] Transaction is conflict, maybe resource operated by others. ${contact}`,
  );
}

export function transactionMissing(): ServiceError {
  return new ServiceError(
    'DATABASE_TRANSACTION_FAIL',
    `[ResourceUnavailable.TransactionNotExist] Transaction does not exist on the server, transaction must be commit or abort in 30 seconds. ${contact}`,
  );
}

export function requestFailed(reason: string): ServiceError {
  return new ServiceError('DATABASE_REQUEST_FAILED', `[FailedOperation] ${reason}`);
}

/** wx-server-sdk shows it as errCode -502002; the misspelling is the service's own. */
export function operatorRefused(reason: string): ServiceError {
  return new ServiceError('DATABASE_INVALID_OPERRATOR', `[InvalidParameter] ${reason}`);
}

export function paramRefused(reason: string): ServiceError {
  return new ServiceError('INVALID_PARAM', reason);
}

/** MongoDB's own text for a document over its limit. */
export function documentTooLarge(bytes: number, limit: number): ServiceError {
  return requestFailed(
    `(BSONObjectTooLarge) object to insert too large. size in bytes: ${bytes}, max size: ${limit}`,
  );
}

/** The disk is full or broken; nothing of the write is kept. */
export function storageFailed(reason: string): ServiceError {
  return requestFailed(
    `the local cloud could not write to its data directory (is the disk full?), and has kept nothing of it: ${reason}`,
  );
}
