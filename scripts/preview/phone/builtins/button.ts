// <button>: reachable by keyboard and named as a button for screen readers and tests; with an open-type it asks WeChat, with a
// form-type it sends or empties its form.
import type { BuiltInNode, BuiltInSetup } from '../easel';
import { asControl, textOf } from './control';
import { resetForm, submitForm } from './form';

/** What WeChat does for a button with an open-type: raises the event and answers its detail; undefined raises none. */
export type OpenAbility = (
  node: BuiltInNode,
) => Promise<{ readonly event: string; readonly detail: object } | undefined>;

/** Open-type → what it does. An open-type without a row only looks like a button. */
export type OpenAbilities = Readonly<Record<string, OpenAbility | undefined>>;

export const button =
  (abilities: OpenAbilities): BuiltInSetup =>
  (node) => {
    asControl(node, 'button');
    node.onTap(() => {
      const formType = textOf(node, 'formType');
      const form = node.element.closest('wx-form');
      if (form && formType === 'submit') submitForm(form);
      if (form && formType === 'reset') resetForm(form);
      void abilities[textOf(node, 'openType')]?.(node).then((raised) => {
        if (raised) node.emit(raised.event, raised.detail);
      });
    });
  };
