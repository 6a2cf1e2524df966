// The border to glass-easel, WeChat's own component framework. Its types are loose; every cast stays in this file.
import { addGlobalErrorListener, Event, ComponentSpace, globalOptions } from 'glass-easel';
import type { Element as EaselElement, GeneralComponent, GeneralComponentDefinition } from 'glass-easel';
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter';
import { builtInTable } from '../built-in-table';
import type { PropertyKind } from '../built-in-table';
import type { Constructors } from './behaviors';
import { watchDataSize } from './data-size';
import { extendForWxs, tellRenderer } from './wxs-instances';
import { filterFrameworkWarnings } from './framework-warnings';
import { playAnimation } from './animation';
import { withBuiltInBehaviors } from './behaviors';
import type { BundledComponent, Templates } from './bundle';
import { PhoneDom } from './phone-dom';

/** How a built-in behaves beyond its properties; called once per element, after it is in the page. */
export type BuiltInSetup = (node: BuiltInNode) => void;

/** A built-in component on the screen. */
export interface BuiltInNode {
  readonly element: HTMLElement;
  /** Code path of the page or component in whose template it stands. */
  readonly owner: string;
  get(property: string): unknown;
  set(property: string, value: unknown): void;
  /** Tells when the page has changed a property. */
  onChange(listener: () => void): void;
  /** Raises the component's own event, for example `change`. */
  emit(event: string, detail: unknown): void;
  /** `target` is the element that was really tapped. */
  onTap(listener: (target: Element) => void): void;
}

/** One page of the mini-program. */
export interface PhonePage {
  readonly element: HTMLElement;
  /** What `this` is in the page's own functions. */
  readonly instance: object;
  /** Calls one of the page's functions, where it has it, and answers what it answered. */
  call(name: string, argument?: unknown): unknown;
  /** Tells the components on the page that it is shown or hidden. */
  tell(lifetime: 'show' | 'hide' | 'resize'): void;
  attach(parent: HTMLElement, placeholder: HTMLElement): void;
  release(): void;
}

export interface Easel {
  /** Registers a component; `run` gets the constructors for just this script. */
  define(component: BundledComponent, run: (constructors: Constructors) => void): void;
  /** A page, or with a tag of its own a component that stands beside one. */
  createPage(route: string, tag?: string): PhonePage;
}

const nodes = new WeakMap<Element, BuiltInNode>();
const listeners = new WeakMap<Element, () => void>();

/** The built-in component that draws this element. */
export const nodeOf = (element: Element): BuiltInNode | undefined => nodes.get(element);

/** What the framework is started with. */
export interface EaselParts {
  readonly templates: Templates;
  readonly setups: Readonly<Record<string, BuiltInSetup>>;
  /** Elements that nothing draws. */
  readonly unknown: readonly string[];
  /** Hears what the mini-program's own functions throw; the phone goes on. */
  readonly onFailure: (failure: unknown) => void;
}

/** Starts the framework on this document. */
export function createEasel({ templates, setups, unknown, onFailure }: EaselParts): Easel {
  globalOptions.throwGlobalError = false;
  filterFrameworkWarnings();
  watchDataSize();
  extendForWxs();
  tellRenderer();
  addGlobalErrorListener((failure) => onFailure(failure));
  const env = new MiniProgramEnv();
  const code = env.createCodeSpace('', true);
  const space = code.getComponentSpace();
  space.updateComponentOptions({ writeFieldsToNode: false, writeIdToDOM: true });
  const template = (codePath: string) => ({
    groupList: templates,
    content: templates[codePath],
    fallbackListenerOnNativeNode: true,
  });
  const all = { ...setups, ...Object.fromEntries(unknown.map((tag) => [tag, placeholder(tag)])) };
  for (const [tag, setup] of Object.entries(all)) {
    space.setGlobalUsingComponent(tag, defineBuiltIn(space, tag, setup, template(`built-in/${tag}`)));
  }
  const screen = env.associateBackend(new PhoneDom());
  return {
    define({ codePath, isPage, scope, ...source }, run) {
      code.addComponentStaticConfig(codePath, staticConfig({ isPage, ...source }) as never);
      // The CSS is one file of its own; only the class prefix is registered.
      code.addStyleSheet(codePath, undefined, scope);
      code.addCompiledTemplate(codePath, template(codePath) as never);
      code.componentEnv(codePath, (constructors) => {
        const own = withBuiltInBehaviors(constructors);
        try {
          run(own);
        } catch (failure) {
          onFailure(failure);
        }
        // A script that broke off before it said what it is still has a template to show.
        if (space.getComponentByUrlWithoutDefault(codePath, '')) return;
        (isPage ? own.Page : own.Component)({});
      });
    },
    createPage(route, tag = 'page') {
      const root = screen.createRoot(tag, code, route);
      return pageOf(root.getComponent(), root.get(), { root, onFailure });
    },
  };
}

function staticConfig(source: Omit<BundledComponent, 'codePath' | 'scope' | 'load' | 'window'>) {
  const { isPage, using, generics, placeholder: placeholders, styleIsolation, pureDataPattern } = source;
  return {
    component: !isPage,
    usingComponents: { ...using },
    componentGenerics: { ...generics },
    componentPlaceholder: { ...placeholders },
    styleIsolation,
    ...(pureDataPattern === undefined ? {} : { pureDataPattern }),
  };
}

/** Shows where an element is that the preview cannot draw. */
const placeholder =
  (tag: string): BuiltInSetup =>
  ({ element }) => {
    element.classList.add('phone-placeholder');
    element.dataset['element'] = `<${tag}>`;
  };

interface Root {
  attach(parent: never, placeholder: never): void;
  release(): void;
}

interface PageParts {
  readonly root: Root;
  readonly onFailure: (failure: unknown) => void;
}

function pageOf(component: GeneralComponent, instance: object, { root, onFailure }: PageParts): PhonePage {
  return {
    element: component.$$ as unknown as HTMLElement,
    instance,
    call(name, argument) {
      const member: unknown = Reflect.get(instance, name);
      if (typeof member !== 'function') return undefined;
      try {
        return Reflect.apply(member, instance, [argument]) as unknown;
      } catch (failure) {
        onFailure(failure);
        return undefined;
      }
    },
    tell: (lifetime) => component.triggerPageLifetime(lifetime, []),
    attach: (parent, placeholder) => root.attach(parent as never, placeholder as never),
    release: () => root.release(),
  };
}

function defineBuiltIn(space: ComponentSpace, tag: string, setup: BuiltInSetup, template: object) {
  const properties = Object.entries(builtInTable[tag] ?? {});
  const owner = new ComponentSpace('', undefined, space.styleScopeManager);
  return owner.defineComponent({
    is: `built-in/${tag}`,
    template,
    properties: Object.fromEntries(properties.map(([name, kind]) => [name, propertyOf(kind)])),
    observers: properties.map(([name]) => ({
      fields: name,
      observer(this: unknown) {
        reflect(this as GeneralComponent, name);
      },
    })),
    lifetimes: {
      attached(this: unknown) {
        const component = this as GeneralComponent;
        for (const [name] of properties) reflect(component, name);
        const node = builtInNode(component);
        nodes.set(node.element, node);
        setup(node);
      },
    },
  }) as unknown as GeneralComponentDefinition;
}

function propertyOf(kind: PropertyKind) {
  if (kind === true) return { type: Boolean, value: true };
  if (typeof kind === 'number') return { type: Number, value: kind };
  if (kind === 'any') return { type: null, value: null };
  return { string: String, boolean: Boolean, number: Number }[kind];
}

/** Properties are attributes in the page, so that CSS and tests can see them. */
function reflect(component: GeneralComponent, name: string): void {
  const element = component.$$ as unknown as HTMLElement | null;
  const value = (component.data as Record<string, unknown>)[name];
  const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  // Once the page is gone its elements are, and WeChat takes no notice either.
  if (!element) return;
  if (value === true) element.setAttribute(attribute, '');
  else if (typeof value === 'number') element.setAttribute(attribute, String(value));
  else if (typeof value === 'string' && value !== '') element.setAttribute(attribute, value);
  else element.removeAttribute(attribute);
  if (name === 'animation') playAnimation(element, value);
  listeners.get(element)?.();
}

function builtInNode(component: GeneralComponent): BuiltInNode {
  return {
    element: component.$$ as unknown as HTMLElement,
    owner: component.ownerShadowRoot?.getHostNode().is ?? '',
    get: (property) => (component.data as Record<string, unknown>)[property],
    set: (property, value) => component.setData({ [property]: value }),
    onChange: (listener) => listeners.set(component.$$ as unknown as HTMLElement, listener),
    emit: (event, detail) => component.triggerEvent(event, detail, {}),
    onTap(listener) {
      component.addListener('tap', (event) => {
        listener((event.target as { $$: unknown }).$$ as Element);
      });
    },
  };
}

/** The values of the form fields that are components of the mini-program's own (`wx://form-field`), by name. */
export function formFields(form: Element): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const element of form.querySelectorAll('*')) {
    const data = (element as { __wxElement?: { data?: Record<string, unknown> } }).__wxElement?.data;
    const name = data?.['name'];
    if (data && typeof name === 'string' && name && !nodes.has(element)) values[name] = data['value'];
  }
  return values;
}

/** Raises an event on the component that draws `element`, or on the nearest one around it. */
export function raise(element: Element, event: string, detail: unknown): void {
  const target = elementAround(element);
  if (target) Event.triggerEvent(target, event, detail, { bubbles: true, composed: true });
}

function elementAround(element: Element): EaselElement | undefined {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const found = (at as { __wxElement?: EaselElement }).__wxElement;
    if (found) return found;
  }
  return undefined;
}
