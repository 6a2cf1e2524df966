// <rich-text>: HTML as text or as nodes, of which only harmless elements and attributes are drawn.
import type { BuiltInNode } from '../easel';
import { follow } from './control';

const allowed = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del div dl dt em ' +
    'fieldset font footer h1 h2 h3 h4 h5 h6 header hr i img ins label legend li mark nav ol p pre q rt ruby s section small ' +
    'span strong sub sup table tbody td tfoot th thead tr tt u ul'
  ).split(' '),
);
const attributes = new Set(
  'class style alt src height width span start type colspan rowspan align dir'.split(' '),
);

export function richText(node: BuiltInNode): void {
  const box = document.createElement('div');
  box.className = 'phone-rich-text';
  node.element.append(box);
  follow(node, () => {
    const nodes = node.get('nodes');
    if (typeof nodes === 'string') {
      const parsed = new DOMParser().parseFromString(nodes, 'text/html');
      box.replaceChildren(...[...parsed.body.childNodes].flatMap(harmless));
    } else box.replaceChildren(...(Array.isArray(nodes) ? nodes : []).flatMap(drawn));
  });
}

function harmless(node: Node): Node[] {
  if (node instanceof Text) return [document.createTextNode(node.data)];
  if (!(node instanceof Element) || !allowed.has(node.localName)) return [];
  const copy = document.createElement(node.localName);
  for (const { name, value } of node.attributes) set(copy, name, value);
  copy.append(...[...node.childNodes].flatMap(harmless));
  return [copy];
}

function drawn(node: unknown): Node[] {
  if (typeof node !== 'object' || node === null) return [];
  const {
    type,
    text,
    name = '',
    attrs = {},
    children = [],
  } = node as {
    type?: string;
    text?: string;
    name?: string;
    attrs?: Record<string, unknown>;
    children?: readonly unknown[];
  };
  if (type === 'text') return [document.createTextNode(unescaped(text ?? ''))];
  if (!allowed.has(name.toLowerCase())) return [];
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attrs)) set(element, key, String(value));
  element.append(...children.flatMap(drawn));
  return [element];
}

function set(element: HTMLElement, name: string, value: string): void {
  if (!attributes.has(name)) return;
  if (name === 'style') element.style.cssText = value;
  else if (name !== 'src' || /^(https?:|data:image\/|\/)/.test(value)) element.setAttribute(name, value);
}

const unescaped = (text: string): string =>
  new DOMParser().parseFromString(text, 'text/html').body.textContent;
