// One line at the foot of the page: what the last action came to.
import { button, byId, el } from './dom';
import { say } from './language';

const shownMs = 8000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Good news goes away by itself, bad news waits to be read. */
export function tell(text: string, tone: 'good' | 'bad' = 'good'): void {
  clearTimeout(timer);
  const line = byId('message');
  line.className = `message ${tone}`;
  line.replaceChildren(el('span', '', text), button('×', hush, 'quiet'));
  line.lastElementChild?.setAttribute('aria-label', say('dismiss'));
  line.hidden = false;
  if (tone === 'good') timer = setTimeout(hush, shownMs);
}

function hush(): void {
  byId('message').hidden = true;
}
