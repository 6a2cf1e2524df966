// How failures of the service reach a mini-program: a number and words. Numbers: WeChat's error code table, read 2026-11.
import { ServiceError, messageOf } from '../service-error';

const errCodes: Readonly<Record<string, number>> = {
  INVALID_PARAM: -501007,
  DATABASE_REQUEST_FAILED: -502001,
  DATABASE_INVALID_OPERRATOR: -502002,
  DATABASE_PERMISSION_DENIED: -502003,
  DATABASE_COLLECTION_NOT_EXIST: -502005,
  RESULT_TOO_LARGE: -602001,
};

export function permissionDenied(reason: string): ServiceError {
  return new ServiceError(
    'DATABASE_PERMISSION_DENIED',
    `Permission denied. Please check the read/write permission and the security rule of the collection (${reason})`,
  );
}

export function resultTooLarge(bytes: number, limit: number): ServiceError {
  return new ServiceError('RESULT_TOO_LARGE', `the result has ${bytes} bytes, ${limit} are allowed`);
}

export function clientError(error: unknown): { errCode: number; code: string; errMsg: string } {
  const code = error instanceof ServiceError ? error.code : 'SYS_ERR';
  return { errCode: errCodes[code] ?? -501001, code, errMsg: messageOf(error) };
}
