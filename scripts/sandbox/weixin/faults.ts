/** Misbehaviour of single API calls on request. What all sandboxes can do wrong, and WeChat's own ways of being busy or confused. */
import type { WebReply } from '../../local-cloud/web';
import { misbehave } from '../faults';
import { Refusal } from './refusal';

const transportKinds = [
  'timeout_after_effect',
  'timeout_before_effect',
  'http_500',
  'html',
  'truncated',
  'slow',
] as const;
const saidKinds = ['busy', 'unknown_code', 'token_invalid'] as const;
export const apiFaultKinds = [...transportKinds, ...saidKinds] as const;

/** The next `times` calls of `api` (its path, the end of it, or `any`) are answered badly. */
export interface ApiFault {
  readonly api: string;
  readonly kind: (typeof apiFaultKinds)[number];
  readonly times: number;
  /** For `unknown_code`: which. */
  readonly errcode?: number;
}

/** A code that no page lists. */
const codeNobodyKnows = 99_991_234;

export class ApiFaults {
  private pending: ApiFault[] = [];

  add(fault: ApiFault): void {
    this.pending.push(fault);
  }

  list(): readonly ApiFault[] {
    return this.pending;
  }

  clear(): void {
    this.pending = [];
  }

  /** Answers as the next fault of this call demands; what WeChat says wrongly comes instead of the effect. */
  serve(path: string, effect: () => WebReply, refused: (refusal: Refusal) => WebReply): Promise<WebReply> {
    const fault = this.take(path);
    if (!fault) return Promise.resolve(effect());
    switch (fault.kind) {
      case 'busy':
        return Promise.resolve(refused(new Refusal(-1)));
      case 'unknown_code':
        return Promise.resolve(refused(new Refusal(fault.errcode ?? codeNobodyKnows)));
      case 'token_invalid':
        return Promise.resolve(refused(new Refusal(40001)));
      default:
        return misbehave(fault.kind, effect);
    }
  }

  private take(path: string): ApiFault | undefined {
    const fault = this.pending.find(({ api }) => api === 'any' || isNamed(path, api));
    if (fault)
      this.pending = this.pending.flatMap((each) => {
        if (each !== fault) return [each];
        return each.times > 1 ? [{ ...each, times: each.times - 1 }] : [];
      });
    return fault;
  }
}

/** Whether `name` is the path or the end of it: `card/membercard/updateuser`, `updateuser`. */
export const isNamed = (path: string, name: string): boolean => {
  const bare = name.replace(/^\/+/, '');
  return bare !== '' && (path === `/${bare}` || path.endsWith(`/${bare}`));
};
