// The cloud's environments: one database each. Only those that were asked for exist, so that a wrong
// environment id shows at once instead of as an empty database.
import path from 'node:path';
import { LocalDatabase } from './database/local-database';
import { openRepaired } from './database/storage/repair';
import { Store, type StoreOptions } from './database/store';
import { takeOver } from './database/storage/take-over';
import { ServiceError } from './service-error';

export interface Environment {
  readonly database: LocalDatabase;
  readonly store: Store;
}

export interface EnvironmentsOptions extends Omit<StoreOptions, 'shelf'> {
  readonly ids: readonly [string, ...string[]];
  /** Another name of the first. */
  readonly alias?: string | undefined;
  readonly dataDir: string | undefined;
  readonly log: (line: string) => void;
}

export class Environments {
  readonly main: Environment;
  private readonly byId: ReadonlyMap<string, Environment>;

  private readonly alias: string | undefined;

  constructor(options: EnvironmentsOptions) {
    const { ids, alias, ...others } = options;
    this.alias = alias;
    this.main = open(ids[0], others);
    this.byId = new Map([[ids[0], this.main], ...ids.slice(1).map((id) => [id, open(id, others)] as const)]);
  }

  /** The environment with this id; the main one without an id. */
  get(id: string | undefined): Environment {
    if (id === undefined) return this.main;
    const environment = this.byId.get(id) ?? (id === this.alias ? this.main : undefined);
    if (environment) return environment;
    throw new ServiceError(
      'INVALID_ENV',
      `environment "${id}" does not exist here: this local cloud serves ${this.listed()}`,
    );
  }

  all(): Environment[] {
    return [...this.byId.values()];
  }

  close(): void {
    for (const { store } of this.all()) store.close();
  }

  private listed(): string {
    return [...this.byId.keys(), ...(this.alias === undefined ? [] : [this.alias])]
      .map((id) => `"${id}"`)
      .join(', ');
  }
}

function open(
  id: string,
  { dataDir, log, ...options }: Omit<EnvironmentsOptions, 'ids' | 'alias'>,
): Environment {
  if (!/^[\w-]{1,60}$/.test(id))
    throw new Error(`"${id}" is no environment id: letters, digits, - and _ only.`);
  const store = dataDir === undefined ? new Store(options) : storeIn(dataDir, id, { ...options, log });
  return { store, database: new LocalDatabase(id, store) };
}

/** What the folder keeps of an environment. */
function storeIn(
  folder: string,
  id: string,
  { log, ...options }: Omit<EnvironmentsOptions, 'ids' | 'alias' | 'dataDir'>,
): Store {
  const store = openRepaired(path.join(folder, `${id}.mdb`), options, log);
  takeOver(store, path.join(folder, `${id}.journal`), log);
  return store;
}
