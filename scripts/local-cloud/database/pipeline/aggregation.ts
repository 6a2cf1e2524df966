// Aggregation pipelines.
import { checkDepth, checkLength, checkSize, withinTime } from '../bounds';
import { operatorRefused, requestFailed } from '../database-errors';
import { isDoc, type Doc } from '../document';
import { grouping } from './grouping';
import { joining } from './joining';
import { selecting } from './selecting';
import { shaping } from './shaping';
import type { Run, Stage } from './stage';

const stages: Readonly<Record<string, Stage>> = { ...grouping, ...joining, ...selecting, ...shaping };

/** What a pipeline gives that names no limit. */
const DEFAULT_LIMIT = 20;

/** Runs a pipeline over documents, to 20 of them where it has no $limit; `others` gives the documents of a collection that `$lookup` names. */
export function aggregate(
  docs: readonly Doc[],
  pipeline: readonly Doc[],
  others: (collection: string) => readonly Doc[],
): Doc[] {
  checkDepth(pipeline);
  return withinTime(() => {
    const run = compilePipeline(pipeline, []);
    const found = run(docs, { collection: others, variables: {} });
    const limited = pipeline.some((stage) => '$limit' in stage) ? [...found] : found.slice(0, DEFAULT_LIMIT);
    for (const doc of limited) checkSize(doc);
    return limited;
  });
}

function compilePipeline(pipeline: unknown, variables: readonly string[]): Run {
  if (!Array.isArray(pipeline)) throw requestFailed('a pipeline must be an array of stages');
  const runs = pipeline.map((stage, at) => compileStage(stage, { variables, isFirst: at === 0 }));
  return (docs, around) =>
    runs.reduce((found, run) => {
      const next = run(found, around);
      checkLength(next.length, 'the pipeline');
      return next;
    }, docs);
}

function compileStage(
  stage: unknown,
  { variables, isFirst }: { readonly variables: readonly string[]; readonly isFirst: boolean },
): Run {
  if (!isDoc(stage)) throw requestFailed('each element of the pipeline array must be an object');
  const [name = 'nothing', ...more] = Object.keys(stage);
  if (more.length > 0)
    throw requestFailed(
      `A pipeline stage specification object must contain exactly one field: ${[name, ...more].join(' and ')}`,
    );
  const build = Object.hasOwn(stages, name) ? stages[name] : undefined;
  if (!build)
    throw operatorRefused(
      `stage ${name} is not emulated by the local cloud (docs/local-cloud.md lists what is)`,
    );
  if (name === '$geoNear' && !isFirst)
    throw requestFailed('$geoNear is only valid as the first stage in a pipeline');
  return build(stage[name], { variables, pipeline: compilePipeline });
}
