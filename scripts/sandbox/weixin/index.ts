/**
 * The sandbox of WeChat's own server API, a sibling of the PSP sandboxes: below /sandbox/weixin everything that api.weixin.qq.com
 * has, below /sandbox/weixin/client what the WeChat app does, and POST /control/weixin for what happens on WeChat's side.
 */
import type { LocalClock } from '../../local-cloud/clock';
import type { Mount, WebReply, WebRequest } from '../../local-cloud/web';
import { type Dice, machineDice } from '../dice';
import type { SandboxDeps } from '../sandbox';
import { StateFile } from '../state-file';
import { cardRoutes } from './card-client';
import { CardCodes } from './card-codes';
import { cardEvents } from './card-controls';
import { CardExts } from './card-ext';
import { CardPublishing } from './card-publishing';
import { Cards } from './cards';
import { type ClientRoutes, faceRoutes, loginRoutes, serveClient } from './client';
import { Codes } from './codes';
import { controlMount, faceEvents, grantEvents, tokenEvents } from './control';
import { demoCardId, demoCoupon, demoCouponId, demoDocument, demoForm, demoMemberCard } from './demo';
import { Door } from './door';
import { Face, getImagePath } from './face';
import { ApiFaults } from './faults';
import { Timers, type WeixinKit } from './kit';
import { Login } from './login';
import { MemberTickets } from './member-tickets';
import { Members } from './members';
import { Oauth } from './oauth';
import { pushEvents, pushWords } from './push-controls';
import { Pushes } from './pushes';
import { Quota } from './quota';
import { Tables } from './table';
import { Tokens } from './tokens';
import { Wallet } from './wallet';

const prefix = '/sandbox/weixin';
const shownPushes = 100;

export interface WeixinDeps extends Pick<SandboxDeps, 'origin' | 'post' | 'dataDir' | 'log'> {
  readonly clock: LocalClock;
  readonly dice?: Dice;
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
  const parts = partsOf(kit);
  const stored = (): Promise<void> => file.stored();
  const api: Mount = {
    prefix,
    async handle(request) {
      const reply = await serve(parts, request);
      // What was promised must survive a crash, so the answer waits for the disk.
      await stored();
      return reply;
    },
  };
  return {
    mounts: [api, controlMount({ ...parts, stored })],
    reset: () => parts.reset(),
    stored,
    idle: () => parts.pushes.idle(),
    demoConfig: () => demoDocument(kit.origin()),
  };
}

type Parts = ReturnType<typeof partsOf>;

/** All parts, each with what it needs of the others. */
function partsOf(kit: WeixinKit) {
  const quota = new Quota(kit);
  const codes = new Codes(kit);
  const tokens = new Tokens(kit, quota);
  const login = new Login(kit, codes, quota);
  const oauth = new Oauth(kit, codes);
  const face = new Face(kit);
  const pushes = new Pushes(kit);
  const faults = new ApiFaults();
  const wallet = walletOf(kit, { tokens, pushes, quota });
  const routes = { ...tokens.routes, ...login.routes, ...oauth.routes, ...face.routes, ...wallet.routes };
  const door = new Door({ kit, tokens, faults, routes });
  const begin = (): void => {
    door.notGranted.clear();
    door.notGranted.add(getImagePath);
    wallet.begin();
  };
  const reset = (): void => {
    kit.timers.clear();
    kit.tables.clear();
    faults.clear();
    pushes.clear();
    begin();
  };
  begin();
  const paths = Object.keys(routes);
  const client: ClientRoutes = { ...loginRoutes(codes), ...faceRoutes(face), ...wallet.client };
  const events = {
    ...tokenEvents(tokens),
    ...faceEvents(face),
    ...grantEvents(door, paths),
    ...pushEvents(pushes, kit, () => undefined),
    ...wallet.events,
  };
  const summary = (): object => ({
    apps: tokens.summary(),
    faces: face.all().map(({ outSeqNo, openid, ret }) => ({ out_seq_no: outSeqNo, openid, verify_ret: ret })),
    members: wallet.summary(),
    pushes: pushes.all().slice(-shownPushes).map(pushWords),
    faults: faults.list(),
    not_granted: [...door.notGranted],
  });
  return { door, client, events, faults, paths, summary, reset, pushes };
}

interface CardNeeds {
  readonly tokens: Tokens;
  readonly pushes: Pushes;
  readonly quota: Quota;
}

/** Everything about cards. */
function walletOf(kit: WeixinKit, { tokens, pushes, quota }: CardNeeds) {
  const cards = new Cards(kit, pushes);
  const wallet = new Wallet(kit, cards, { pushes, quota });
  const codes = new CardCodes(kit, cards, wallet);
  const tickets = new MemberTickets(kit);
  const members = new Members({ cards, wallet, tickets });
  const publishing = new CardPublishing(kit, cards, wallet);
  const exts = new CardExts(kit, tokens);
  return {
    routes: { ...cards.routes, ...codes.routes, ...members.routes, ...publishing.routes },
    client: cardRoutes({ cards, wallet, exts, members, tickets }),
    events: cardEvents(cards, wallet, codes),
    summary: () => members.summary(),
    begin: () => {
      // Cards that were changed before a restart stay as they are.
      if (cards.all().length > 0) return;
      cards.change(cards.put(demoCardId, demoMemberCard(kit.origin())), { form: demoForm });
      cards.put(demoCouponId, demoCoupon);
    },
  };
}

function serve({ door, client }: Parts, request: WebRequest): Promise<WebReply> {
  const path = request.path.slice(prefix.length);
  const app = '/client/';
  return path.startsWith(app)
    ? serveClient(client, path.slice(app.length), request)
    : door.handle(path, request);
}
