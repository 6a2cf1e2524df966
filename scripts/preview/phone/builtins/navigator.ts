// <navigator>: a link to another page.
import type { BuiltInSetup } from '../easel';
import { asControl, numberOf, textOf } from './control';

/** Goes to a page as `wx` would, and tells how it ended. */
export type Navigate = (openType: string, url: string, delta: number) => Promise<object>;

export const navigator =
  (navigate: Navigate): BuiltInSetup =>
  (node) => {
    asControl(node, 'link');
    node.onTap(() => {
      navigate(textOf(node, 'openType') || 'navigate', textOf(node, 'url'), numberOf(node, 'delta', 1)).then(
        (detail) => node.emit('success', detail),
        (failure: unknown) => node.emit('fail', failure),
      );
    });
  };
