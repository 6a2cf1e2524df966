// Sharing: the page says what, WeChat shows to whom. Here a sheet shows the title and the path that a friend would open.
import type { Router } from '../router';
import { WxFailure } from './calling';
import type { Screen } from './overlay';
import { runSheet } from './sheet';

interface Shared {
  readonly title?: string;
  readonly path?: string;
}

/** Shares the page that is shown; where it does not say how, WeChat does not offer it. */
export async function sharePage(screen: Screen, router: Router, from: 'button' | 'menu'): Promise<void> {
  const { words } = screen;
  const shown = router.shown();
  if (!shown) return;
  const said = (await shown.page.call('onShareAppMessage', { from })) as Shared | undefined;
  const { title = document.title, path = `/${shown.route}` } = said ?? {};
  await runSheet(
    screen,
    {
      name: words.share,
      heading: title,
      text: words.shareText,
      rows: [[words.path, path]],
      yes: { outcome: 'send', text: words.send },
      no: { outcome: 'cancel', text: words.cancel },
    },
    (outcome) => {
      if (outcome === 'cancel') throw new WxFailure('cancel');
    },
  ).catch(() => undefined);
}
