// <form>: gathers what its controls hold, by their names.
import { formFields, nodeOf } from '../easel';
import type { BuiltInNode } from '../easel';
import { ticked } from './checkbox';

export function form({ element }: BuiltInNode): void {
  element.setAttribute('role', 'form');
}

export function submitForm(element: Element): void {
  nodeOf(element)?.emit('submit', {
    value: { ...formFields(element), ...controls(element) },
    formId: 'preview',
  });
}

export function resetForm(element: Element): void {
  for (const { node, tag } of named(element)) {
    if (tag === 'wx-switch') node.set('checked', false);
    else if (tag !== 'wx-radio-group' && tag !== 'wx-checkbox-group') node.set('value', '');
  }
  for (const one of element.querySelectorAll('wx-radio, wx-checkbox')) nodeOf(one)?.set('checked', false);
  nodeOf(element)?.emit('reset', {});
}

const controlTags = ['input', 'textarea', 'switch', 'slider', 'picker', 'radio-group', 'checkbox-group'];

function named(form: Element): readonly { node: BuiltInNode; tag: string; name: string }[] {
  return [...form.querySelectorAll(controlTags.map((tag) => `wx-${tag}`).join())].flatMap((element) => {
    const node = nodeOf(element);
    const name = node?.get('name');
    return node && typeof name === 'string' && name ? [{ node, tag: element.localName, name }] : [];
  });
}

const controls = (form: Element): Record<string, unknown> =>
  Object.fromEntries(named(form).map(({ node, tag, name }) => [name, valueOf(node, tag)]));

function valueOf(node: BuiltInNode, tag: string): unknown {
  if (tag === 'wx-switch') return node.get('checked') === true;
  if (tag === 'wx-checkbox-group') return ticked(node.element);
  if (tag !== 'wx-radio-group') return node.get('value');
  const chosen = node.element.querySelector('wx-radio[checked]');
  return (chosen && nodeOf(chosen)?.get('value')) ?? '';
}
