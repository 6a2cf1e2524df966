/**
 * The merchant's own hook: what a shop's people are told once a day, after nine in the morning in Beijing, where something waits for one
 * of them: money kept aside, orders and refunds without an end, days that could not be reconciled, and what the doctor finds,
 * certificates that end within 30 days among it. This file is yours to change.
 *
 * `digest.text.en` and `digest.text.zh` are the whole as one message, without secrets and without persons; `digest.matters` are the
 * parts. The timer calls it. Where it throws it is called again an hour later, and where its process died two minutes later, four times
 * at most: what it tells may come twice. As it stands it writes nothing but the line `daily_digest` in the log, for which the platform
 * can raise an alarm.
 *
 * `messages(appid)` sends through WeChat: `const { customer } = await messages('wx…')`; docs/push.md shows how. A chat group's webhook
 * is one POST of `digest.text.zh` to its address.
 */
import type { Digest } from './payments/daily-matters';
import type { Messages } from './wechat/messages';

export async function onDailyDigest(
  _digest: Digest,
  _messages: (appid: string) => Promise<Messages>,
): Promise<void> {
  // Whoever should hear of it is told here.
}
