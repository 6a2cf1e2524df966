// One exchange with a PSP: who asked whom, how it ended, how long it took and how often; unfolded, both messages as they went.
import type { WireView } from '../console-data';
import { button, el, hinted, type Child } from './dom';
import { refusal, say, word, type TextKey } from './language';
import { control, fieldsOf, fieldText } from './local-port';
import { linkTo } from './place';
import { foldable } from './row-list';
import { badge, readable, timeOf } from './shown';

/** `showsOrder`: with a link to the order that it is about. */
export function wireRow(exchange: WireView, showsOrder: boolean): HTMLElement {
  const { id, kind, paySp, order, at, tookMs, repeat, method } = exchange;
  const node = foldable(
    String(id),
    el(
      'summary',
      '',
      el(
        'span',
        'line',
        timeOf(at),
        hinted(el('span', `arrow ${kind}`, kind === 'notice' ? '←' : '→'), say(`wire_${kind}`)),
        el('span', 'hidden-words', say(`wire_${kind}`)),
        el('strong', '', paySp),
        el('span', 'mono', `${method} ${shortUrl(exchange)}`),
        ...outcomeOf(exchange),
        repeat > 1 && hinted(el('span', 'chip', `× ${repeat}`), say('repeatHint')),
        el('span', 'push muted', say('took', { ms: String(tookMs) })),
      ),
    ),
    el('div', 'unfolded', showsOrder && order !== '' && orderLink(order), ...messages(exchange)),
  );
  node.id = `exchange-${id}`;
  return node;
}

function orderLink(order: string): HTMLElement {
  const link = el('a', 'mono', order);
  link.href = linkTo('order', order);
  return el('p', '', link);
}

/** The path without what is the same for all, with the method where a JSON body names it. */
function shortUrl({ url, body, kind }: WireView): string {
  const path = url.replace(/^https?:\/\/[^/]+/, '').replace(/^\/sandbox/, '');
  const named = kind === 'request' ? /"method"\s*:\s*"([^"]*)"/.exec(body)?.[1] : undefined;
  return named === undefined ? path : `${path} ${named}`;
}

function outcomeOf({ ending, answer, verdict, reason }: WireView): Child[] {
  const status = answer && el('span', `badge ${answer.status < 400 ? 'good' : 'bad'}`, String(answer.status));
  return [
    status,
    ending !== 'answered' && el('span', 'badge bad', say(`ending_${ending}`)),
    verdict !== undefined && badge(verdict),
    reason !== undefined &&
      reason !== '' &&
      el('span', 'muted', verdict === 'refused' ? refusal(reason) : reason),
  ];
}

function messages(exchange: WireView): Child[] {
  const { kind, method, url, answer, signed = [], verdict, reason = '' } = exchange;
  return [
    kind === 'notice' && el('p', '', verdictText(verdict, reason)),
    kind === 'notice' && replayButton(exchange),
    el('h3', '', say(kind === 'notice' ? 'noticeSent' : 'requestSent')),
    el('p', 'mono', `${method} ${url}`),
    ...message(exchange),
    ...signed.flatMap((text) => [el('h3', '', say('signedText')), code(text)]),
    el('h3', '', say(kind === 'notice' ? 'replyGot' : 'answerGot')),
    ...(answer
      ? [el('p', 'mono', `HTTP ${answer.status}`), ...message(answer)]
      : [el('p', 'trouble', say(`ending_${exchange.ending}` as TextKey))]),
  ];
}

interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly bytes: number;
}

function message({ headers, body, bytes }: Message): Child[] {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const pretty = readable(body);
  const raw = code(body);
  return [
    lines.length > 0 && code(lines.join('\n')),
    body === ''
      ? el('p', 'muted', say('emptyBody'))
      : foldable('body', el('summary', '', say('bodyBytes', { n: String(bytes) })), raw),
    body !== '' &&
      pretty !== body &&
      foldable('pretty', el('summary', '', say('bodyReadable')), code(pretty)),
  ];
}

const code = (text: string): HTMLElement => el('pre', 'raw', text);

/** What became of a notice, in words. */
function verdictText(verdict: string | undefined, reason: string): string {
  if (verdict === undefined) return say('verdict_none');
  const key = `verdict_${verdict}`;
  const why = verdict === 'refused' ? refusal(reason) : reason;
  const said = say(key as TextKey, { verdict: word(verdict) });
  return why === '' ? said : say('verdictWhy', { said, why });
}

/** Sends exactly this notice again. */
function replayButton({ paySp, noticeId = '' }: WireView): HTMLElement {
  const name = say('replayThis');
  return button(name, () =>
    control('sandbox', { pay_sp: paySp, event: 'replay', notice_id: noticeId }, (answer) => {
      const outcome = fieldText(fieldsOf(answer['result']), 'outcome');
      return say('probeSaid', { event: name, outcome });
    }),
  );
}
