// The page around the phone: what this is, whose phone it is, and where the console is.
import { people, texts } from './texts';
import type { DeskLanguage } from './texts';

const storedLanguage = () => localStorage.getItem('preview:language') ?? navigator.language;
let language: DeskLanguage = storedLanguage().startsWith('zh') ? 'zh' : 'en';
let openid =
  people.find((person) => person.openid === localStorage.getItem('preview:openid'))?.openid ??
  people[0].openid;

function find<Type extends HTMLElement>(selector: string, type: new () => Type): Type {
  const found = document.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`index.html has no ${selector}`);
}

const phone = find('#phone', HTMLIFrameElement);

function showPhone(): void {
  const query = new URLSearchParams({ openid, lang: language === 'zh' ? 'zh_CN' : 'en' });
  phone.src = `/phone/?${query.toString()}`;
}

function draw(): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const node of document.querySelectorAll<HTMLElement>('[data-text]')) {
    const key = node.dataset['text'] as keyof (typeof texts)['zh'];
    node.textContent = texts[language][key];
  }
  find('#languages', HTMLElement).replaceChildren(
    choice('中文', language === 'zh', () => speak('zh')),
    choice('English', language === 'en', () => speak('en')),
  );
  find('#people', HTMLElement).replaceChildren(
    ...people.map((person) => {
      const button = choice(person[language], person.openid === openid, () => signIn(person.openid));
      const id = document.createElement('small');
      id.textContent = person.openid;
      button.append(id);
      return button;
    }),
  );
}

function choice(text: string, isOn: boolean, onPress: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  button.setAttribute('aria-pressed', String(isOn));
  button.addEventListener('click', onPress);
  return button;
}

function speak(next: DeskLanguage): void {
  language = next;
  localStorage.setItem('preview:language', next);
  // The phone follows, unless its owner has chosen a language in the mini-program itself.
  draw();
  showPhone();
}

function signIn(next: string): void {
  openid = next;
  draw();
  showPhone();
}

draw();
showPhone();
