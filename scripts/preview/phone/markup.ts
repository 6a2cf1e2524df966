// Plain HTML for the parts of the phone that are not the mini-program.

/** An element with classes (`phone-` is put in front, so that the mini-program's own classes never meet them) and text. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text?: string,
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const name of className.split(' ').filter(Boolean)) made.classList.add(`phone-${name}`);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A push button. */
export function pushButton(className: string, text: string, onPress: () => void): HTMLButtonElement {
  const button = element('button', className, text);
  button.type = 'button';
  button.addEventListener('click', onPress);
  return button;
}
