// WeChat's privacy gate: before the clipboard, the address or the phone number is used, the person agrees to the shop's privacy
// notice once (developers.weixin.qq.com, wx.onNeedPrivacyAuthorization, read 2026-11). Whichever page is shown asks.

/** What WeChat is told; the published typings leave it out. */
type Answer = { readonly event: 'agree'; readonly buttonId: string } | { readonly event: 'disagree' };

const waiting: ((answer: Answer) => void)[] = [];
let askHere: (() => void) | undefined;

/** For the start of the mini-program: from now on WeChat asks us instead of refusing. */
export function watchPrivacy(): void {
  wx.onNeedPrivacyAuthorization((resolve: unknown) => {
    waiting.push(resolve as (answer: Answer) => void);
    // Nobody there to ask: better refused than waiting for ever.
    if (askHere) askHere();
    else answerPrivacy(undefined);
  });
}

/** The page that is shown asks from now on; `undefined` where it is left, which refuses what still waits. */
export function privacyAsker(ask: (() => void) | undefined): void {
  askHere = ask;
  if (!ask) answerPrivacy(undefined);
}

/** What the person answered: the id of the button by which they agreed, or nothing where they did not. */
export function answerPrivacy(buttonId: string | undefined): void {
  const answer: Answer = buttonId === undefined ? { event: 'disagree' } : { event: 'agree', buttonId };
  for (const resolve of waiting.splice(0)) resolve(answer);
}

/** Opens the shop's privacy notice; rejects where WeChat refuses to. */
export const openPrivacyNotice = (): Promise<void> =>
  new Promise((resolve, reject) => {
    // WeChat rejects with a plain object, here too.
    wx.openPrivacyContract({ success: () => resolve(), fail: reject });
  });
