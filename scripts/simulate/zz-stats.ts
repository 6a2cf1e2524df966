import { PspHouse } from './psp-house';
import { simulate } from './simulation';
(async () => {
  const house = await PspHouse.open();
  const counts: Record<string, number> = {};
  const patterns: Record<string, RegExp> = {
    paid: / is paid,/,
    late: / is paid late/,
    refundOk: /:succeeded/,
    refundFail: /:failed/,
    abnormal: /:abnormal/,
    aside: /kept_aside/,
    closed: / is closed/,
    declined: /attempts.*declined/,
    doubtfulRefund: /:requested\?/,
    doubtfulPay: /attempts.*requested\?/,
    hookRerun: /hook_failed/,
    died: /dies:/,
    tooLong: /took too long/,
    two: /attempts \w+(\/\d)? \w+/,
    notBelieved: /not_believed/,
    refused: /notice_refused/,
    busy: /BUSY/,
    unknownOut: /OUTCOME_UNKNOWN/,
    sentAgain: /refund .* sent again/,
    unanswered: /refund_unanswered/,
    hookFailedAtt: /attention.*hook_failed/,
    unknownOrder: /unknown_order/,
    numberTaken: /REFUND_NUMBER_TAKEN/,
    tooLarge: /REFUND_TOO_LARGE/,
    cross: /\(closed\): /,
    notSupported: /NOT_SUPPORTED/,
    pspRefused: /PSP_REFUSED/,
    dup: /verdict=duplicate/,
    keptAside: /verdict=kept_aside/,
    dbFail: /database fails/,
  };
  const [from, n, psp] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
  let steps = 0;
  const t = Date.now();
  for (let seed = from; seed < from + n; seed++) {
    const s = await simulate({ seed, house, ...(psp ? { paySp: psp } : {}) });
    steps += s.history.filter((l) => /^\d/.test(l)).length;
    for (const [k, re] of Object.entries(patterns))
      if (s.history.some((l) => re.test(l))) counts[k] = (counts[k] ?? 0) + 1;
    if (s.violations.length) console.log(seed, s.paySps.join('+'), s.violations[0]);
  }
  console.log(n, 'seeds', steps, 'steps', Date.now() - t, 'ms', counts);
  await house.close();
})();
