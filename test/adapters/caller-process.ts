/** Starts a process that calls through the adapter, with an environment of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { HttpRequest } from '../../shared/kernel/http';
import type { Came } from './ask';

export interface ClientIdentity {
  readonly pem?: { readonly cert: string; readonly key: string };
  readonly p12?: { readonly base64: string; readonly passphrase: string };
}

export interface Asked extends ClientIdentity {
  readonly id: number;
  readonly request: HttpRequest;
  readonly limitMs: number;
}

export interface Answered {
  readonly id: number;
  readonly came: Came;
  /** By how much the most memory that the process ever held has grown meanwhile. */
  readonly grownMb: number;
}

export interface Caller {
  ask(request: HttpRequest, identity?: ClientIdentity, limitMs?: number): Promise<Answered>;
  stop(): void;
}

export function startCaller(env: Readonly<Record<string, string>>): Caller {
  const child = fork(join(__dirname, 'caller.ts'), {
    execArgv: ['--import', 'tsx'],
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  const waiting = new Map<number, (answered: Answered) => void>();
  child.on('message', (answered: Answered) => waiting.get(answered.id)?.(answered));
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`the caller has ended with ${String(code)}`);
  });
  gone.catch(() => undefined);
  let last = 0;
  return {
    ask: (request, identity = {}, limitMs = 10_000) => {
      last += 1;
      const asked: Asked = { id: last, request, limitMs, ...identity };
      const answered = new Promise<Answered>((resolve) => waiting.set(asked.id, resolve));
      child.send(asked);
      return Promise.race([answered, gone]);
    },
    stop: () => child.kill(),
  };
}
