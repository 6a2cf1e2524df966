/**
 * `npm run menu -- get|create FILE|add FILE|remove ID|match OPENID|delete --config wechat.json`: the menu of the official account that
 * document `wechat` names, given as a file. Prints WeChat's answer as JSON; exit code 1 when WeChat or a limit says no.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { requestPromiseHttp } from '../shared/adapters/http';
import { systemClock, systemRandom } from '../shared/adapters/system';
import { isObject, type JsonObject } from '../shared/kernel/json';
import { HttpFailure } from '../shared/kernel/http';
import { menusOf, type ConditionalMenu, type Menu, type Menus } from '../shared/wechat/menus';
import type { Credential } from '../shared/kernel/credentials';
import { openWechat } from '../shared/wechat/open-api/wechat';
import { readWechatConfig } from '../shared/wechat/wechat-config';

const usage =
  'npm run menu -- get | create FILE | add FILE | remove ID | match OPENID | delete   --config wechat.json';

/** Word → what it does with its argument. The library checks what a file holds. */
const commands: Readonly<Record<string, (menus: Menus, argument: string) => Promise<unknown>>> = {
  get: async (menus) => (await menus.get()) ?? { menu: null },
  create: (menus, file) => menus.create(readJson(file) as unknown as Menu),
  add: async (menus, file) => ({
    menuid: await menus.addConditional(readJson(file) as unknown as ConditionalMenu),
  }),
  remove: (menus, id) => menus.delConditional(id),
  match: (menus, openid) => menus.tryMatch(openid),
  delete: (menus) => menus.delete(),
};
const withArgument = new Set(['create', 'add', 'remove', 'match']);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { config: { type: 'string' } },
  });
  const [word = '', argument = '', ...rest] = positionals;
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (!command || !values.config || rest.length > 0 || withArgument.has(word) !== (argument !== ''))
    throw new Error(usage);
  const answer = await command(openMenus(readJson(values.config)), argument);
  console.log(JSON.stringify(answer ?? { errcode: 0 }, null, 2));
}

function readJson(file: string): JsonObject {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isObject(value)) throw new Error(`${file} must hold a JSON object`);
  return value;
}

function openMenus(document: JsonObject): Menus {
  const wechat = openWechat({
    http: requestPromiseHttp(),
    cloudApi: { call: () => Promise.reject(new HttpFailure('unreachable', 'only a function has it')) },
    credentials: credentialsOfThisRun(),
    configDocument: async () => document,
    configMaxAgeMs: 60_000,
    clock: systemClock,
    random: systemRandom,
    log: () => undefined,
    exchangeLimitMs: 8000,
  });
  return menusOf(wechat, readWechatConfig('wechat', document).need('officialAccount').officialAccount);
}

/** WeChat answers the token that the functions have, so nothing need be kept. */
function credentialsOfThisRun() {
  const kept = new Map<string, Credential>();
  const put = async (one: Credential): Promise<boolean> => kept.set(one.id, one).size > 0;
  return {
    idOf: ({ id }: Credential) => id,
    get: async (id: string) => kept.get(id),
    insert: put,
    replace: put,
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
