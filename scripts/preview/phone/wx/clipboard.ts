// The clipboard. A browser may let nobody read it; then the phone knows what the mini-program itself has put there.
import { api, WxFailure } from './calling';
import type { Privacy } from './privacy';

/** `onCopied` says so on the screen, as WeChat does. */
export function clipboard(privacy: Privacy, onCopied: () => void) {
  let own = '';
  return {
    setClipboardData: api(
      'setClipboardData',
      privacy.guard('setClipboardData', async ({ data }: { data: string }) => {
        await copy(data);
        own = data;
        onCopied();
        return undefined;
      }),
    ),
    getClipboardData: api(
      'getClipboardData',
      privacy.guard('getClipboardData', async () => ({ data: await pasted(own) })),
    ),
  };
}

/** Fails where the browser grants no permission for it. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new WxFailure('the browser does not allow the clipboard');
  }
}

async function pasted(own: string): Promise<string> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return own;
  }
}
