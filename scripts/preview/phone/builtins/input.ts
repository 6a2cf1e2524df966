// <input>, <textarea>: text. The page is told what was typed and says what stands there.
import type { BuiltInNode } from '../easel';
import { follow, numberOf, setStyleText, textOf } from './control';

type Field = HTMLInputElement | HTMLTextAreaElement;

const modes: Readonly<Record<string, string>> = { number: 'numeric', digit: 'decimal' };

export function input(node: BuiltInNode): void {
  const field = document.createElement('input');
  begin(node, field);
  follow(node, () => {
    showCommon(node, field);
    field.inputMode = modes[textOf(node, 'type')] ?? 'text';
    field.type = node.get('password') === true ? 'password' : 'text';
    field.enterKeyHint = textOf(node, 'confirmType') || 'done';
  });
  field.addEventListener('keydown', ({ key, isComposing }) => {
    if (key === 'Enter' && !isComposing) node.emit('confirm', { value: field.value });
  });
}

export function textarea(node: BuiltInNode): void {
  const field = document.createElement('textarea');
  begin(node, field);
  let lines = 0;
  const grow = () => {
    if (node.get('autoHeight') !== true) return;
    node.element.style.height = 'auto';
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    const lineCount = field.value.split('\n').length;
    if (lineCount !== lines) node.emit('linechange', { height: field.scrollHeight, lineCount });
    lines = lineCount;
  };
  follow(node, () => {
    showCommon(node, field);
    grow();
  });
  field.addEventListener('input', grow);
}

function begin(node: BuiltInNode, field: Field): void {
  field.className = `phone-input phone-${field.localName}`;
  field.autocomplete = 'off';
  field.spellcheck = false;
  const hint = document.createElement('span');
  hint.className = 'phone-hint';
  hint.ariaHidden = 'true';
  for (const type of ['input', 'focus', 'blur'] as const) {
    field.addEventListener(type, (event) => {
      event.stopPropagation();
      tell(node, type, field);
    });
  }
  node.element.append(field, hint);
}

function tell(node: BuiltInNode, type: 'input' | 'focus' | 'blur', field: Field): void {
  const { value } = field;
  // What was typed stands there, also where the page says nothing to it.
  if (type === 'input') node.set('value', value);
  const cursor = field.selectionEnd ?? value.length;
  node.emit(type, type === 'focus' ? { value, height: 0 } : { value, cursor });
}

/** WeChat takes 140 letters unless told otherwise. */
function showCommon(node: BuiltInNode, field: Field): void {
  const value = textOf(node, 'value');
  // Setting the same text would move the cursor.
  if (field.value !== value) field.value = value;
  field.placeholder = textOf(node, 'placeholder');
  field.ariaLabel = textOf(node, 'ariaLabel') || null;
  // The name belongs to what is typed into, and to nothing around it.
  node.element.removeAttribute('aria-label');
  node.element.removeAttribute('role');
  field.disabled = node.get('disabled') === true;
  const longest = numberOf(node, 'maxlength', 140);
  if (longest >= 0) field.maxLength = longest;
  else field.removeAttribute('maxlength');
  showHint(node, field);
  const wantsFocus = node.get('focus') === true || node.get('autoFocus') === true;
  if (wantsFocus && document.activeElement !== field)
    window.setTimeout(() => field.focus({ preventScroll: true }));
}

/** A placeholder with a style of its own is drawn beside the field, since the browser's own takes no class. */
function showHint(node: BuiltInNode, field: Field): void {
  const [classes, style] = [textOf(node, 'placeholderClass'), textOf(node, 'placeholderStyle')];
  const hint = node.element.querySelector<HTMLElement>('.phone-hint');
  if (!hint) return;
  const isOwn = Boolean(classes || style);
  hint.hidden = !isOwn || field.value !== '';
  field.classList.toggle('phone-without-hint', isOwn);
  hint.className = `phone-hint ${scoped(classes, node)}`;
  setStyleText(hint, style);
  hint.textContent = field.placeholder;
}

/** The page's classes carry the prefix of the component in whose template the field stands; a sibling tells it. */
function scoped(classes: string, { owner }: BuiltInNode): string {
  const prefix = owner.replace(/[^\w-]/g, '_');
  return classes
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((name) => [name, `${prefix}--${name}`])
    .join(' ');
}
