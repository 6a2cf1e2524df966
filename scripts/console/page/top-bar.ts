// The bar on top: whether the local cloud answers, its clock, the language, and starting over.
import type { ConsoleData } from '../console-data';
import { button, byId, el, hinted } from './dom';
import { language, say, speak } from './language';
import { control } from './local-port';
import { linkTo } from './place';
import { clockTime } from './shown';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export class TopBar {
  private readonly pulse = statusLine();
  private readonly clock = el('span', 'clock mono');
  private readonly ahead = el('span', 'muted');

  /** `onLanguage` runs after another language was chosen. */
  constructor(private readonly onLanguage: () => void) {}

  draw(): void {
    const places = (
      [
        ['overview', 'overview'],
        ['wire', 'wire'],
        ['shop', 'shop'],
        ['database', 'database'],
      ] as const
    ).map(([view, text]) => {
      const link = el('a', 'place', say(text));
      link.href = linkTo(view);
      link.dataset['view'] = view;
      return link;
    });
    const nav = el('nav', 'places', ...places);
    nav.setAttribute('aria-label', say('places'));
    const phone = el('a', 'link', say('phone'));
    phone.href = '/';
    phone.target = 'crosspay-phone';
    byId('bar').replaceChildren(
      el('strong', 'brand', 'CrossPay'),
      el('h1', '', say('title')),
      nav,
      this.pulse,
      el(
        'span',
        'push line',
        hinted(el('span', 'muted', say('clock')), say('clockHint')),
        this.clock,
        this.ahead,
        forward('minute', minuteMs),
        forward('hour', hourMs),
        forward('day', dayMs),
      ),
      el('span', 'line', phone, this.languages(), button(say('startOver'), askToStartOver, 'danger')),
    );
  }

  /** Marks where the page is. */
  mark(view: string): void {
    for (const link of document.querySelectorAll<HTMLElement>('.place')) {
      const isHere = link.dataset['view'] === view;
      if (isHere) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  }

  showTime({ now, offsetMs }: ConsoleData): void {
    this.pulse.className = 'pulse live';
    if (this.pulse.textContent !== say('live')) this.pulse.textContent = say('live');
    this.clock.textContent = clockTime(now);
    this.ahead.textContent = offsetMs < 1000 ? '' : say('ahead', { time: durationText(offsetMs) });
  }

  showSilence(): void {
    this.pulse.className = 'pulse';
    if (this.pulse.textContent !== say('silent')) this.pulse.textContent = say('silent');
  }

  private languages(): HTMLElement {
    const choices = (['zh', 'en'] as const).map((each) => {
      const choice = button(each === 'zh' ? '中文' : 'English', () => {
        speak(each);
        this.onLanguage();
      });
      choice.setAttribute('aria-pressed', String(each === language()));
      return choice;
    });
    return el('span', 'choices', ...choices);
  }
}

/** Whether the local cloud answers; said aloud when that changes. */
function statusLine(): HTMLElement {
  const node = el('span', 'pulse', say('connecting'));
  node.setAttribute('role', 'status');
  return node;
}

function forward(name: 'minute' | 'hour' | 'day', ms: number): HTMLElement {
  return button(say(name), () => control('clock', { advance_ms: ms }, () => say('moved')));
}

/** `1 d 2 h 5 min`, without what is nothing. */
function durationText(ms: number): string {
  const parts = [
    [Math.floor(ms / dayMs), 'd'],
    [Math.floor((ms % dayMs) / hourMs), 'h'],
    [Math.floor((ms % hourMs) / minuteMs), 'min'],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.join(' ') || '< 1 min';
}

function askToStartOver(): void {
  const dialog = byId('question');
  if (!(dialog instanceof HTMLDialogElement)) return;
  const text = el('p', '', say('startOverQuestion'));
  text.id = 'question-text';
  const yes = button(
    say('startOver'),
    () => {
      dialog.close();
      return control('reset', {}, () => say('startedOver'));
    },
    'danger solid',
  );
  const no = button(say('cancel'), () => dialog.close());
  dialog.replaceChildren(text, el('div', 'line end', no, yes));
  dialog.showModal();
}
