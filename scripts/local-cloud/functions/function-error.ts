// Why a function call failed, with the service's code and the number that a mini-program sees.
import { ServiceError } from '../service-error';

/** Codes of the service (docs.cloudbase.net/error-code); numbers from WeChat's error code table, its nearest where it has none (read 2026-11). */
const errCodes = {
  FUNCTION_NOT_FOUND: -501000,
  EXCEED_MAX_PAYLOAD_SIZE: -504001,
  FUNCTIONS_EXECUTE_FAIL: -504002,
  FUNCTIONS_MEMORY_LIMIT_EXCEEDED: -504002,
  FUNCTIONS_TIME_LIMIT_EXCEEDED: -504003,
  FUNCTIONS_RESULT_TOO_LARGE: -604001,
  SHARED_ENVIRONMENT_EMPTY: -601016,
  SHARED_ENVIRONMENT_REFUSED: -601017,
} as const;

export class FunctionError extends ServiceError {
  readonly errCode: number;
  /** The failed call, for looking up its log. */
  requestId = '';

  constructor(code: keyof typeof errCodes, message: string) {
    super(code, message);
    this.errCode = errCodes[code];
  }
}
