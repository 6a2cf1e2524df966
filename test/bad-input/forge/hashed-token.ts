/** How notices of NihaoPay and Pockyt are forged: forms, with the MD5 of the token behind the sorted fields. */
import type { Subject } from '../../contract/subject';
import { noticeOf as nihaopayNotice } from '../../fixtures/nihaopay';
import { noticeOf as pockytNotice } from '../../fixtures/pockyt';
import { goodOf, hash, hmac, joined, keyOf, texts } from './craft';
import type { Forge } from './forge';

/** Notices of NihaoPay and Pockyt, which sign alike and name the signature and the amount each in its own way. */
const hashedTokenForge =
  (sign: string, unit: Forge['unit'], noticeOf: typeof nihaopayNotice) =>
  (subject: Subject): Forge => {
    const notice = goodOf(subject);
    const { [sign]: signature = '', ...good } = Object.fromEntries(new URLSearchParams(notice.body));
    const key = keyOf(subject, 'token');
    return {
      good,
      ...{ amount: 'amount', currency: 'currency', number: 'reference', account: 'currency' },
      ...{ unit, form: 'form' },
      write: (words, by = key) => noticeOf(texts(words), by),
      signedAs: (other) => ({
        ...notice,
        body: new URLSearchParams(texts({ ...good, [sign]: other })).toString(),
      }),
      signature,
      others: {
        'MD5 without the token': hash('md5', joined(good)),
        'MD5 with the token itself': hash('md5', `${joined(good)}&${key}`),
        'MD5 with the token appended': hash('md5', joined(good) + hash('md5', key)),
        'HMAC-MD5': hmac('md5', joined(good), key),
        'SHA-256 cut': hash('sha256', `${joined(good)}&${hash('md5', key)}`).slice(0, 32),
      },
    };
  };

export const nihaopayForge = hashedTokenForge('verify_sign', 'minor', nihaopayNotice);
export const pockytForge = hashedTokenForge('verifySign', 'major', pockytNotice);
