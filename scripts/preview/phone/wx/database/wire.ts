// What the vendor's query builder sends, to the local cloud that served this page.
import { Db } from '@cloudbase/database';
import type { Person } from '../../person';
import { WxFailure } from '../calling';
import { post } from '../local-port';

export type Fields = Readonly<Record<string, unknown>>;
type Send = (action: string, fields: Fields) => Promise<Fields>;

/** WeChat's words for its numbers (wx-server-sdk 4.0.2, error codes). */
const words: Readonly<Record<number, string>> = {
  [-501001]: 'resource system error',
  [-501007]: 'invalid parameters',
  [-502001]: 'database request fail',
  [-502002]: 'database invalid command',
  [-502003]: 'database permission denied',
  [-502005]: 'database collection not exists',
  [-602001]: 'database query result size exceed limit (1MB)',
};

/** Where the requests of one database go. */
export class Wire {
  constructor(private readonly person: Person) {}

  send: Send = async (action, fields) =>
    accepted(await post('/wx/database', { action, ...fields }, this.person));

  /** What the query builder would send, unsent: it gives away a query's text only in a request. */
  question(ask: () => Promise<unknown>): Fields {
    const { send } = this;
    let question: Fields = {};
    this.send = (_, fields) => {
      question = fields;
      return new Promise(() => undefined);
    };
    void ask();
    this.send = send;
    return question;
  }

  /** What the query builder makes of an answer that is here already. */
  answered<T>(answer: Fields, ask: () => Promise<T>): Promise<T> {
    const { send } = this;
    this.send = () => Promise.resolve(answer);
    const made = ask();
    this.send = send;
    return made;
  }
}

/** An answer without an `errCode`; one with it is a failure in WeChat's words. */
export function accepted(answer: Fields): Fields {
  const { errCode, errMsg } = answer;
  if (typeof errCode !== 'number') return answer;
  throw new WxFailure(`${errCode} ${words[errCode] ?? ''}. ${String(errMsg)}`, { errCode });
}

/** The shape in which the query builder wants its requests made; it hands over what its database was made with. */
class Request {
  constructor(private readonly config: { readonly wire: Wire }) {}

  send(action: string, fields: Fields): Promise<Fields> {
    return this.config.wire.send(action, fields);
  }
}

Db.reqClass = Request;
