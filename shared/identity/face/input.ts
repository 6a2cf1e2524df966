/** What the actions of function `faceVerify` take. Input is copied field by field, and no message repeats what was sent. */
import * as v from 'valibot';
import { readInput } from '../../kernel/input';
import { problemOfName } from './certificate';
import { problemOfIdNumber, tidyIdNumber } from './id-number';
import type { Wish } from './start';

const text = v.string('must be a text');

/** A text that `problemOf` finds nothing wrong with. */
const sound = (tidy: (written: string) => string, problemOf: (text: string) => string | undefined) =>
  v.pipe(
    text,
    v.transform(tidy),
    v.rawCheck(({ dataset, addIssue }) => {
      const message = dataset.typed ? problemOf(dataset.value) : undefined;
      if (message !== undefined) addIssue({ message });
    }),
  );

const startInput = (purposes: readonly string[], now: number) =>
  v.object({
    name: sound((written) => written.trim(), problemOfName),
    id_card_number: sound(tidyIdNumber, (number) => problemOfIdNumber(number, now)),
    purpose: v.pipe(
      text,
      v.check((word) => purposes.includes(word), `must be one of: ${purposes.join(', ')}`),
    ),
  });

const resultInput = v.object({
  out_seq_no: v.pipe(text, v.regex(/^[0-9A-Za-z_-]{5,32}$/, 'must be the number that `start` answered')),
  verify_result: v.optional(
    v.pipe(text, v.regex(/^[\x21-\x7e]{1,2048}$/, 'must be what wx.startFacialRecognitionVerify answered')),
  ),
});

/** @throws PayError INVALID_INPUT naming every wrong field */
export function readWish(event: unknown, purposes: readonly string[], now: number): Wish {
  const { name, id_card_number: number, purpose } = readInput(startInput(purposes, now), event);
  return { name, number, purpose };
}

export interface ResultWish {
  readonly outSeqNo: string;
  readonly verifyResult: string | undefined;
}

/** @throws PayError INVALID_INPUT naming every wrong field */
export function readResultWish(event: unknown): ResultWish {
  const { out_seq_no: outSeqNo, verify_result: verifyResult } = readInput(resultInput, event);
  return { outSeqNo, verifyResult };
}
