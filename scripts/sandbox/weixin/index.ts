/**
 * The sandbox of WeChat's own server API, a sibling of the PSP sandboxes: below /sandbox/weixin everything that api.weixin.qq.com
 * has, below /sandbox/weixin/client what the WeChat app does, and POST /control/weixin for what happens on WeChat's side.
 */
import type { LocalClock } from '../../local-cloud/clock';
import type { Mount, WebReply, WebRequest } from '../../local-cloud/web';
import { type Dice, machineDice } from '../dice';
import type { SandboxDeps, WechatPayment } from '../sandbox';
import { StateFile } from '../state-file';
import { serveClient } from './client';
import type { Contacts } from './contacts';
import { controlMount, grantEvents } from './control';
import { demoDocument } from './demo';
import { Door } from './door';
import { getImagePath } from './face';
import { ApiFaults } from './faults';
import { Timers, type WeixinKit } from './kit';
import { offerOpenApis, type OnOpenApi } from './open-apis';
import { joined } from './part';
import { cardsPart, peoplePart, talkPart, tradePart } from './parts';
import { pushEvents, pushWords } from './push-controls';
import { Pushes } from './pushes';
import { Quota } from './quota';
import { Tables } from './table';
import { Tokens } from './tokens';

const prefix = '/sandbox/weixin';
const clientPrefix = `${prefix}/client/`;
const shownPushes = 100;

export interface WeixinDeps extends Pick<SandboxDeps, 'origin' | 'post' | 'dataDir' | 'log'> {
  readonly clock: LocalClock;
  readonly dice?: Dice;
  /** Takes the answers of `cloud.openapi`, which needs no token. */
  readonly onOpenApi?: OnOpenApi;
  /** What was paid inside WeChat, wherever; nothing where it is missing. */
  readonly payments?: () => readonly WechatPayment[];
}

export interface Weixin {
  readonly mounts: readonly Mount[];
  /** Forgets everything that happened. */
  reset(): void;
  /** Resolves when everything that changed so far is on disk. */
  stored(): Promise<void>;
  /** Resolves when no push is under way (waiting for a later attempt does not count). */
  idle(): Promise<void>;
  /** The document `config/wechat` of the demo shop. */
  demoConfig(): Record<string, unknown>;
}

/** Makes the sandbox, with the state that `dataDir` holds. */
export async function openWeixin(deps: WeixinDeps): Promise<Weixin> {
  const file = await StateFile.open(deps.dataDir, 'weixin', (line) => deps.log?.(line));
  const kit: WeixinKit = {
    clock: deps.clock,
    dice: deps.dice ?? machineDice,
    origin: () => deps.origin(),
    post: (...push) => deps.post(...push),
    tables: new Tables(file),
    timers: new Timers(deps.clock),
  };
  const sandbox = new WeixinSandbox(kit, deps.payments ?? (() => []));
  const stored = (): Promise<void> => file.stored();
  if (deps.onOpenApi) offerOpenApis(deps.onOpenApi, { door: sandbox.door, clock: kit.clock, stored });
  const api: Mount = {
    prefix,
    async handle(request) {
      const reply = await sandbox.serve(request);
      // What was promised must survive a crash, so the answer waits for the disk.
      await stored();
      return reply;
    },
  };
  return {
    mounts: [api, sandbox.control(stored)],
    reset: () => sandbox.reset(),
    stored,
    idle: () => sandbox.pushes.idle(),
    demoConfig: () => demoDocument(kit.origin()),
  };
}

class WeixinSandbox {
  readonly pushes: Pushes;
  private readonly faults = new ApiFaults();
  private readonly all: ReturnType<typeof joined>;
  private readonly contacts: Contacts;
  readonly door: Door;

  constructor(
    private readonly kit: WeixinKit,
    payments: () => readonly WechatPayment[],
  ) {
    this.pushes = new Pushes(kit);
    const quota = new Quota(kit);
    const tokens = new Tokens(kit, quota);
    const common = { kit, quota, tokens, pushes: this.pushes };
    const talk = talkPart(common);
    this.contacts = talk.contacts;
    this.all = joined([peoplePart(common), cardsPart(common), talk, tradePart(common, payments)]);
    this.door = new Door({ kit, tokens, faults: this.faults, routes: this.all.routes });
    this.begin();
  }

  serve(request: WebRequest): Promise<WebReply> {
    const { path } = request;
    if (path.startsWith(clientPrefix))
      return serveClient(this.all.client, path.slice(clientPrefix.length), request);
    return this.door.handle(path.slice(prefix.length), request);
  }

  control(stored: () => Promise<void>): Mount {
    const paths = Object.keys(this.all.routes);
    const events = {
      ...this.all.events,
      ...pushEvents(this.pushes, this.kit, (app, message) => this.contacts.heard(app, message)),
      ...grantEvents(this.door, paths),
    };
    return controlMount({ events, faults: this.faults, paths, summary: () => this.summary(), stored });
  }

  reset(): void {
    this.kit.timers.clear();
    this.kit.tables.clear();
    this.faults.clear();
    this.pushes.clear();
    this.begin();
  }

  private begin(): void {
    this.door.notGranted.clear();
    this.door.notGranted.add(getImagePath);
    this.all.begin();
  }

  private summary(): object {
    return {
      ...this.all.summary(),
      pushes: this.pushes.all().slice(-shownPushes).map(pushWords),
      faults: this.faults.list(),
      not_granted: [...this.door.notGranted],
    };
  }
}
