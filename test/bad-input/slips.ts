/** Slips of the wire (class 1): one character changed, lost, doubled, or swapped with the next. */
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Attack, Case } from './attack';
import { attackable, shopAt, type Verdict } from './attacked-shop';
import type { Subject } from '../contract/subject';

/** The texts that one slip at a place makes of a text. */
export function slipsAt(text: string, at: number): readonly string[] {
  const [head, one, tail] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
  return [
    head + String.fromCharCode(one.charCodeAt(0) ^ 1) + tail,
    head + tail,
    head + one + one + tail,
    ...(tail === '' || tail.charAt(0) === one ? [] : [head + tail.charAt(0) + one + tail.slice(1)]),
  ];
}

/** A part of a notice that travels: its name and text, and the notice with another text there. */
interface Part {
  readonly name: string;
  readonly text: string;
  with(text: string): RawNotice;
}

function partsOf(notice: RawNotice): readonly Part[] {
  const { body, headers, query } = notice;
  const named = (of: 'headers' | 'query', values: RawNotice['query']): readonly Part[] =>
    Object.entries(values).map(([name, text]) => ({
      name: `${of} ${name}`,
      text,
      with: (other: string) => ({ ...notice, [of]: { ...values, [name]: other } }),
    }));
  const whole: Part = { name: 'body', text: body, with: (other) => ({ ...notice, body: other }) };
  return [...(body === '' ? [] : [whole]), ...named('headers', headers), ...named('query', query)];
}

/**
 * What damage may come to. What is believed says the same or is refused. A hint that nobody signed in whole is a question at
 * most: whatever is booked then is what the PSP said.
 */
export const damageVerdicts = (isHint: boolean): readonly Verdict[] =>
  isHint ? ['refused', 'same', 'asked', 'again', 'unknown', 'aside', 'nothing'] : ['refused', 'same'];

function slipsOf(subject: Subject, about: 'payment' | 'refund'): Attack {
  const notice = subject.fixture.notices?.[about]?.notice;
  return {
    no: 1,
    at: `${subject.paySp}, ${about}`,
    *cases(): Generator<Case> {
      for (const part of notice ? partsOf(notice) : []) {
        for (let at = 0; at < part.text.length; at += 1) {
          for (const [kind, text] of slipsAt(part.text, at).entries()) {
            yield {
              what: `${part.name} ${at} ${['changed', 'lost', 'doubled', 'swapped'][kind] ?? ''}`,
              async run() {
                const shop = await shopAt(subject, about);
                return shop.judge(shop.eventOf(part.with(text)), ...damageVerdicts(shop.isHint));
              },
            };
          }
        }
      }
    },
  };
}

export const slips: readonly Attack[] = attackable.flatMap((subject) => [
  slipsOf(subject, 'payment'),
  ...(subject.fixture.notices?.refund ? [slipsOf(subject, 'refund')] : []),
]);
