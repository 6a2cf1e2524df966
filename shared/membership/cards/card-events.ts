/**
 * What WeChat pushes about the management of cards (WeChat documentation, "card events", read 2026-11). Events come more than
 * once and in any order; each says what is, and is held against what we know.
 */
import type { CardEvent } from '../card-event';
import { change } from '../../kernel/versioned';
import { takeNews } from './card-notes';
import { consumptionId } from './consume';
import type { CardRecords, Consumption } from './ports';

export interface CardEventPorts {
  readonly records: Pick<CardRecords, 'consumptions' | 'notes'>;
}

const handlers: Readonly<Record<string, (ports: CardEventPorts, event: CardEvent) => Promise<void>>> = {
  card_pass_check: (ports, event) => takeAudit(ports, event, 'passed'),
  card_not_pass_check: (ports, event) => takeAudit(ports, event, 'refused'),
  card_sku_remind: takeStockWarning,
  card_merchant_check_result: takeMerchantAudit,
  user_consume_card: takeConsumption,
};

/** Takes an event about the management of cards; others, and those that name nothing, are left alone. */
export async function onCardManagementEvent(ports: CardEventPorts, event: CardEvent): Promise<void> {
  const name = event.event ?? '';
  if (Object.hasOwn(handlers, name)) await handlers[name]?.(ports, event);
}

const momentOf = ({ createTime }: CardEvent): number => createTime * 1000;

const NAME = /^[\w-]{1,64}$/;
const MOST_DETAIL = 200;

/** An id as WeChat makes them; undefined for anything else. */
function idIn(event: CardEvent, name: string): string | undefined {
  const id = event.field(name);
  return id !== undefined && NAME.test(id) ? id : undefined;
}

const detailIn = (event: CardEvent, name: string): string => (event.field(name) ?? '').slice(0, MOST_DETAIL);

async function takeAudit(
  { records }: CardEventPorts,
  event: CardEvent,
  word: 'passed' | 'refused',
): Promise<void> {
  const of = idIn(event, 'CardId');
  if (of === undefined) return;
  const audit = { word, detail: detailIn(event, 'RefuseReason'), at: momentOf(event) };
  await takeNews(records, { appid: event.appid, about: 'card', of }, { audit });
}

async function takeStockWarning({ records }: CardEventPorts, event: CardEvent): Promise<void> {
  const of = idIn(event, 'CardId');
  if (of === undefined) return;
  const stock = { word: 'low', detail: detailIn(event, 'Detail'), at: momentOf(event) } as const;
  await takeNews(records, { appid: event.appid, about: 'card', of }, { stock });
}

async function takeMerchantAudit({ records }: CardEventPorts, event: CardEvent): Promise<void> {
  const of = idIn(event, 'MerchantId');
  const passes = event.field('IsPass');
  if (of === undefined || passes === undefined) return;
  const word = passes === '1' || passes.toLowerCase() === 'true' ? 'passed' : 'refused';
  const audit = { word, detail: detailIn(event, 'Reason'), at: momentOf(event) } as const;
  await takeNews(records, { appid: event.appid, about: 'merchant', of }, { audit });
}

/** A code was consumed: by us, which confirms what we did, or elsewhere, which is imported. */
async function takeConsumption({ records }: CardEventPorts, event: CardEvent): Promise<void> {
  const cardId = idIn(event, 'CardId');
  const code = event.field('UserCardCode');
  if (cardId === undefined || code === undefined || code.length > 64) return;
  const { appid } = event;
  const id = consumptionId(appid, cardId, code);
  const at = momentOf(event);
  const source = idIn(event, 'ConsumeSource');
  const told = { openid: event.fromUser, source, endedAt: at };
  const imported: Consumption = {
    ...{ id, version: 1, appid, cardId, code, state: 'foreign', operator: '', recordNo: undefined },
    ...{ ...told, createdAt: at, sentAt: 0, leaseUntil: 0 },
  };
  const known = await records.consumptions.get(id);
  if (!known && (await records.consumptions.insert(imported))) return;
  const found = known ?? (await records.consumptions.get(id));
  if (!found) return;
  await change<Consumption>(records.consumptions, found, (newest) =>
    newest.state === 'consumed' || newest.state === 'foreign'
      ? undefined
      : { ...newest, ...told, state: isOurs(newest, source) ? 'consumed' : 'foreign', leaseUntil: 0 },
  );
}

/** What we told WeChat to consume was consumed by us, unless WeChat says that it happened in its console or its app. */
function isOurs({ state }: Consumption, source: string | undefined): boolean {
  return state === 'sending' && (source === undefined || source === 'FROM_API');
}
