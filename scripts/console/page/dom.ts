// The few DOM moves that this page needs. Data reaches the page as text only, never as markup.

export type Child = Node | string | false | undefined;

/** An element of class `look` with these children; what is false or undefined is left out. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  look = '',
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const node = document.createElement(tag);
  if (look !== '') node.className = look;
  node.append(...children.filter((child) => child !== undefined && child !== false));
  return node;
}

/** The same element with a hint that shows under the pointer. */
export function hinted<Type extends HTMLElement>(node: Type, hint: string): Type {
  node.title = hint;
  return node;
}

/** A button; until the work of a press is done it takes no other. */
export function button(text: string, onPress: () => unknown, look = ''): HTMLButtonElement {
  const node = el('button', look, text);
  node.type = 'button';
  node.addEventListener('click', () => {
    if (!isBusy(node)) void work(node, onPress());
  });
  return node;
}

async function work(node: HTMLButtonElement, done: unknown): Promise<void> {
  if (!(done instanceof Promise)) return;
  node.ariaBusy = 'true';
  try {
    await done;
  } finally {
    node.ariaBusy = null;
  }
}

/** Whether something that was pressed here has not come to its end. */
export const isBusy = (node: HTMLElement): boolean =>
  node.ariaBusy === 'true' || node.querySelector('[aria-busy=true]') !== null;

/** A drop-down list; its `name` lets a rebuilt row keep what was chosen. */
export function select(
  name: string,
  label: string,
  choices: readonly (readonly [value: string, text: string])[],
): HTMLSelectElement {
  const node = el('select');
  node.name = name;
  node.setAttribute('aria-label', label);
  for (const [value, text] of choices) node.append(new Option(text, value));
  return node;
}

/** A one-line field; its `name` lets a rebuilt row keep what was typed. */
export function field(name: string, label: string, look = ''): HTMLInputElement {
  const node = el('input', look);
  node.name = name;
  node.placeholder = label;
  node.setAttribute('aria-label', label);
  node.autocomplete = 'off';
  return node;
}

/** The element of index.html with this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}
