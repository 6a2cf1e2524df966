/** Calls each function once where it was deployed: it has to start and to answer in its own words. Nothing is written by it. */
import * as v from 'valibot';
import { errorTable } from '../../shared/kernel/errors';
import type { CloudApi } from './cloud-api';
import { Stopped, type Progress } from './stopped';

const invokedSchema = v.looseObject({
  Result: v.looseObject({
    RetMsg: v.nullish(v.string()),
    ErrMsg: v.nullish(v.string()),
    InvokeResult: v.nullish(v.number()),
  }),
});
/** An action's answer, one over HTTP, or one for the platform. */
const answerSchema = v.union([
  v.looseObject({ errcode: v.number() }),
  v.looseObject({ statusCode: v.number() }),
  v.looseObject({ errCode: v.number() }),
]);

const badNotice = {
  path: '/payment',
  httpMethod: 'POST',
  headers: {},
  queryStringParameters: {},
  body: 'no notice',
  isBase64Encoded: false,
};

interface Call {
  readonly event: object;
  readonly right: (answer: v.InferOutput<typeof answerSchema>) => boolean;
}

const calls: Readonly<Record<string, Call>> = {
  pay: {
    event: { action: 'listgoods' },
    right: (answer) => 'errcode' in answer && answer.errcode !== errorTable.INTERNAL.errcode,
  },
  notify: {
    event: badNotice,
    right: ({ statusCode: status }) => typeof status === 'number' && status >= 400 && status < 500,
  },
  // Nobody calls from another mini-program here, and nobody is let in.
  cloudbase_auth: { event: {}, right: ({ errCode }) => errCode === 1 },
};
const unheardOf: Call = {
  event: { action: 'deployed' },
  right: (answer) => answer.errcode === errorTable.UNKNOWN_ACTION.errcode,
};

/** @throws Stopped where a function does not start, or answers what it never says */
export async function smokeTest(
  api: CloudApi,
  env: string,
  names: readonly string[],
  progress: Progress,
): Promise<void> {
  for (const name of names) {
    const { event, right } = calls[name] ?? unheardOf;
    const body = {
      FunctionName: name,
      Namespace: env,
      LogType: 'Tail',
      ClientContext: JSON.stringify(event),
    };
    const { Result } = await api('scf', 'Invoke', body, invokedSchema);
    const read = v.safeParse(answerSchema, parsed(Result.RetMsg));
    if ((Result.InvokeResult ?? 0) !== 0 || !read.success || !right(read.output))
      throw new Stopped(
        `function ${name} is online but did not answer as it should: ${(Result.ErrMsg || Result.RetMsg || 'nothing').slice(0, 300)}`,
        `read its log at https://tcb.cloud.tencent.com/dev?envId=${env}#/scf, then run this again`,
      );
    progress.same(`function ${name}: called, answers`);
  }
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
