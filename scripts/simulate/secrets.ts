/** What must never be said: the shop's secrets, looked for in every log line, answer and journal. */
import { connectorOf } from '../connectors';
import { BUYERS } from './shop-window';

/** Long enough to be found by nobody by chance. */
const LEAST_LENGTH = 8;

export class Secrets {
  private readonly secrets: readonly string[];
  private readonly logged: string[] = [];
  private readonly answered: string[] = [];

  constructor(configuration: Readonly<Record<string, unknown>>, paySps: readonly string[]) {
    // The world's own configuration, which has a block for each of its PSPs.
    const blocks = configuration.providers as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    this.secrets = paySps.flatMap((paySp) => {
      const fields = connectorOf(paySp)?.fields ?? {};
      const names = Object.keys(fields).filter((name) => fields[name]?.secret);
      return names.flatMap((name) => pieces(blocks[paySp]?.[name]));
    });
  }

  logs(line: unknown): void {
    this.logged.push(JSON.stringify(line));
  }

  answers(said: unknown): void {
    this.answered.push(JSON.stringify(said));
  }

  /** What was said that must not be; buyers are nobody's business in a log. */
  found(): readonly string[] {
    const [logged, answered] = [this.logged.join('\n'), this.answered.join('\n')];
    return [
      ...(this.secrets.some((one) => logged.includes(one)) ? ['a secret stands in the log'] : []),
      ...(this.secrets.some((one) => answered.includes(one)) ? ['a secret was answered or stored'] : []),
      ...(BUYERS.some((one) => logged.includes(one)) ? ['a buyer is named in the log'] : []),
    ];
  }
}

/** A secret text, or a line out of the middle of a key. */
function pieces(value: unknown): readonly string[] {
  if (typeof value !== 'string') return [];
  const lines = value.split('\n').filter((line) => !line.startsWith('-----'));
  const line = lines[Math.floor(lines.length / 2)] ?? '';
  return line.length >= LEAST_LENGTH ? [line.slice(0, 40)] : [];
}
