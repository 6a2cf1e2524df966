// --replay: sends a recording to a cloud of its own, or to one that runs.
import { isLoopback } from '../loopback';
import { readRecording } from '../traffic/recording';
import { replay } from '../traffic/replay';

/** For `parseArgs`. */
export const replayOptions = {
  replay: { type: 'string' },
  url: { type: 'string' },
  empty: { type: 'boolean', default: false },
  ignore: { type: 'string', multiple: true, default: [] as string[] },
} as const;

export interface ReplayValues {
  readonly replay?: string | undefined;
  readonly url?: string | undefined;
  readonly empty: boolean;
  readonly ignore: readonly string[];
}

/**
 * The address of the running cloud that a recording is for; undefined where it is for one of its own.
 * @throws Error in words for whoever typed the command
 */
export function replayAddress({ replay: file, url, empty, ignore }: ReplayValues): string | undefined {
  if (file === undefined && (url !== undefined || empty || ignore.length > 0))
    throw new Error('--url, --empty and --ignore belong to --replay FILE');
  if (url === undefined) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' || !isLoopback(parsed.hostname))
    throw new Error(`--url ${url}: a recording is sent to a local cloud only, such as http://127.0.0.1:7070`);
  return parsed.origin;
}

/** Answers whether every answer is still the same. */
export async function replayFile(
  url: string,
  file: string,
  { empty, ignore }: ReplayValues,
  say: (line: string) => void,
): Promise<boolean> {
  const recording = readRecording(file);
  if (empty) await startOver(url);
  return (await replay({ url, recording, ignore, say })).differ === 0;
}

async function startOver(url: string): Promise<void> {
  const answer = await fetch(`${url}/control/reset`, { method: 'POST' }).catch(() => undefined);
  if (!answer?.ok) throw new Error(`${url}: no local cloud there that can be emptied`);
}
