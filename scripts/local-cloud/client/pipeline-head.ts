// How a mini-program's pipeline begins: which documents it is about is said there, and only there.
import { isDoc, type Doc } from '../database/document';
import { decodeDoc, encode } from '../database/ejson';

interface Head {
  readonly key: '$match' | '$geoNear';
  readonly argument: Doc;
}

/** The query with which a pipeline begins; empty where it begins with something else. */
export function headQuery(stages: readonly unknown[], now: number): Doc {
  const { key, argument = {} } = headOf(stages, now) ?? {};
  if (key === '$match') return argument;
  return isDoc(argument.query) ? argument.query : {};
}

/** The pipeline over documents of this person only. */
export function ownStages(stages: readonly unknown[], openid: string, now: number): readonly unknown[] {
  const own = { _openid: openid };
  const head = headOf(stages, now);
  if (head?.key !== '$geoNear') return [{ stageKey: '$match', stageValue: encode(own) }, ...stages];
  // It has to stay the first stage, and has a query of its own.
  const query = { $and: [headQuery(stages, now), own] };
  return [{ stageKey: '$geoNear', stageValue: encode({ ...head.argument, query }) }, ...stages.slice(1)];
}

function headOf([first]: readonly unknown[], now: number): Head | undefined {
  if (!isDoc(first) || typeof first.stageValue !== 'string') return undefined;
  const { stageKey: key } = first;
  if (key !== '$match' && key !== '$geoNear') return undefined;
  return { key, argument: decodeDoc(first.stageValue, now) };
}
