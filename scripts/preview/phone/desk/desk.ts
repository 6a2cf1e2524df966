// The page around the phone: how the phone is set, and, where there is room, the order's timeline and the wire beside it.
import {
  keep,
  keptSettings,
  looks,
  networks,
  phoneAddress,
  screens,
  type PhoneSettings,
} from './phone-settings';
import { people, texts, type DeskLanguage, type DeskText } from './texts';

/** From here on the timeline and the wire stand beside the phone; from `roomy` on nothing is folded away. */
const wide = window.matchMedia('(min-width: 1400px)');
const roomy = window.matchMedia('(min-width: 941px)');

/** What each language is called in itself, and by browsers. */
const languages: Readonly<Record<DeskLanguage, { readonly tag: string; readonly name: string }>> = {
  zh: { tag: 'zh-CN', name: '简体' },
  zh_TW: { tag: 'zh-TW', name: '繁體' },
  en: { tag: 'en', name: 'English' },
};

let settings = keptSettings();

function find<Type extends HTMLElement>(selector: string, type: new () => Type): Type {
  const found = document.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`index.html has no ${selector}`);
}

const phone = find('#phone', HTMLIFrameElement);
const say = (key: DeskText): string => texts[settings.language][key];

function showPhone(): void {
  phone.src = phoneAddress(settings);
  showBeside();
}

/** The console's page for beside the phone: the newest order of whoever holds it. */
function showBeside(): void {
  const place = find('#beside', HTMLElement);
  place.hidden = !wide.matches;
  document.body.dataset['wide'] = String(wide.matches);
  if (!wide.matches) {
    place.replaceChildren();
    return;
  }
  const { openid, language } = settings;
  const frame = place.querySelector('iframe') ?? document.createElement('iframe');
  frame.title = say('beside');
  const address = `/console/beside?${new URLSearchParams({ openid, lang: language }).toString()}`;
  if (frame.getAttribute('src') !== address) frame.src = address;
  if (!frame.isConnected) place.append(frame);
}

function draw(): void {
  document.documentElement.lang = languages[settings.language].tag;
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
    node.textContent = say(node.dataset['text'] as DeskText);
  }
  const place = find('#languages', HTMLElement);
  place.setAttribute('aria-label', say('languages'));
  place.replaceChildren(
    ...(['zh', 'zh_TW', 'en'] as const).map((each) => {
      const { tag, name } = languages[each];
      const button = choice(name, settings.language === each, () => speak(each));
      button.lang = tag;
      return button;
    }),
  );
  const persons = find('#people', HTMLElement);
  persons.setAttribute('aria-label', say('peopleTitle'));
  persons.replaceChildren(
    ...people.map((person) => {
      const button = choice(person[settings.language], person.openid === settings.openid, () =>
        change({ openid: person.openid }, true),
      );
      button.title = person.openid;
      return button;
    }),
  );
  find('#selects', HTMLElement).replaceChildren(
    select('theme', looks, settings.look, (look) => {
      keep('look', look);
      change({ look }, true);
    }),
    select('network', networks, settings.network, (network) => {
      change({ network }, false);
      phone.contentWindow?.postMessage({ network }, window.location.origin);
    }),
    select('size', screens, settings.screen, (screen) => {
      keep('screen', screen);
      change({ screen }, false);
    }),
  );
  sizeUp();
}

/** With `reloads` the phone starts anew; otherwise it goes on where it is. */
function change(part: Partial<PhoneSettings>, reloads: boolean): void {
  settings = { ...settings, ...part };
  draw();
  if (reloads) showPhone();
}

function speak(language: PhoneSettings['language']): void {
  keep('language', language);
  // The phone follows, unless its owner has chosen a language in the mini-program itself.
  change({ language }, true);
}

function sizeUp(): void {
  const [width = '', height = ''] = settings.screen.split('x');
  const device = find('.device', HTMLElement);
  device.style.setProperty('--width', `${width}px`);
  device.style.setProperty('--height', `${height}px`);
}

/** A button that is pressed while it is chosen. It keeps the focus when the others are drawn anew. */
function choice(text: string, isOn: boolean, onPress: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.setAttribute('aria-pressed', String(isOn));
  button.addEventListener('click', () => {
    const place = button.parentElement?.id ?? '';
    const at = [...(button.parentElement?.children ?? [])].indexOf(button);
    onPress();
    document.querySelectorAll<HTMLElement>(`#${place} button`)[at]?.focus();
  });
  return button;
}

function select<T extends string>(
  name: 'theme' | 'network' | 'size',
  choices: readonly T[],
  chosen: T,
  onChoice: (value: T) => void,
): HTMLElement {
  const node = document.createElement('select');
  node.name = name;
  for (const each of choices) {
    const text = name === 'size' ? each.replace('x', ' × ') : say(`${name}_${each}` as DeskText);
    node.append(new Option(text, each, false, each === chosen));
  }
  node.addEventListener('input', () => {
    const value = choices.find((each) => each === node.value);
    if (value !== undefined) onChoice(value);
    document.querySelector<HTMLElement>(`select[name="${name}"]`)?.focus();
  });
  const label = document.createElement('label');
  label.append(say(name), ' ', node);
  return label;
}

/** What is folded where it is narrow stands open where there is room. */
const unfold = (): void => void (find('#settings', HTMLDetailsElement).open = roomy.matches);

wide.addEventListener('change', showBeside);
roomy.addEventListener('change', unfold);
unfold();
draw();
showPhone();
