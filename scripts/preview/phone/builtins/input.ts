// <input>: one line of text. The page is told what was typed and says what stands there.
import type { BuiltInNode } from '../easel';

const modes: Readonly<Record<string, string>> = { number: 'numeric', digit: 'decimal' };

export function input(node: BuiltInNode): void {
  const { element } = node;
  const field = document.createElement('input');
  field.className = 'phone-input';
  field.autocomplete = 'off';
  field.spellcheck = false;
  const show = () => follow(node, field);
  show();
  node.onChange(show);
  for (const type of ['input', 'focus', 'blur'] as const) {
    field.addEventListener(type, (event) => {
      event.stopPropagation();
      const cursor = type === 'input' ? { cursor: field.selectionEnd ?? field.value.length } : {};
      node.emit(type, { value: field.value, ...cursor });
    });
  }
  element.append(field);
}

/** WeChat takes 140 letters unless told otherwise. */
function follow(node: BuiltInNode, field: HTMLInputElement): void {
  const text = (property: string): string => {
    const value = node.get(property);
    return typeof value === 'string' ? value : '';
  };
  // Setting the same text would move the cursor.
  if (field.value !== text('value')) field.value = text('value');
  field.placeholder = text('placeholder');
  field.ariaLabel = text('ariaLabel') || null;
  // The name belongs to what is typed into, and to nothing around it.
  node.element.removeAttribute('aria-label');
  field.inputMode = modes[text('type')] ?? 'text';
  field.disabled = node.get('disabled') === true;
  const longest = Number(text('maxlength') || 140);
  if (longest >= 0) field.maxLength = longest;
}
