// The sheets on which an operator does something: what will happen, what there is to choose, and why it is done.
import { fill, words } from '../i18n/words';
import type { ActName } from './attention-view';
import { providerName } from './provider-name';

/** One thing to choose, with what it will do. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** What a sheet shows. Without choices the button does the one thing. */
export interface Sheet {
  readonly title: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  /** An explanation must be given. */
  readonly mustExplain: boolean;
  /** What a switch adds, where there is one. */
  readonly force: string;
}

const mustExplain: readonly ActName[] = ['close', 'seen_refunded_elsewhere', 'seen_kept_aside'];

/** For what is done about an order. */
export function actSheet(name: ActName): Sheet {
  const { act } = words();
  return {
    title: act[name],
    text: act[`${name}_text`],
    choices: [],
    mustExplain: mustExplain.includes(name),
    force: name === 'seen_kept_aside' ? act.seen_force : '',
  };
}

/** For kept-aside money. One that was decided to go back can only be sent again. */
export function asideSheet(paySp: string, isReturned: boolean): Sheet {
  const { act } = words();
  const name = providerName(paySp);
  const back = { id: 'return', title: act.return, text: fill(act.return_text, { name }) };
  const others = [
    { id: 'returned_elsewhere', title: act.returned_elsewhere, text: act.returned_elsewhere_text },
    { id: 'dismissed', title: act.dismissed, text: act.dismissed_text },
  ];
  return sheetOf(act.resolve, '', isReturned ? [back] : [back, ...others]);
}

/** For a difference that reconciliation found. */
export function findingSheet(): Sheet {
  const { act } = words();
  return sheetOf(act.finding, '', [
    { id: 'dismissed', title: act.dismissed, text: act.finding_dismissed_text },
    { id: 'returned_elsewhere', title: act.returned_elsewhere, text: act.finding_returned_elsewhere_text },
  ]);
}

/** For a refund whose end no PSP tells. */
export function refundEndSheet(): Sheet {
  const { act } = words();
  return sheetOf(act.resolverefund, act.resolverefund_text, [
    { id: 'succeeded', title: act.refund_succeeded, text: '' },
    { id: 'failed', title: act.refund_failed, text: '' },
  ]);
}

const sheetOf = (title: string, text: string, choices: readonly Choice[]): Sheet => ({
  title,
  text,
  choices,
  mustExplain: true,
  force: '',
});
