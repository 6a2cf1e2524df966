/** Whether a message that is well signed is about us: every name in it that says who is who must be ours. */
import { asideReasons } from '../order/aside-reasons';

/** Names on the wire and what each must say; undefined where the configuration leaves it open. */
type Names = Readonly<Record<string, string | undefined>>;

export interface Identity {
  /** Must stand in the message, and be ours. */
  readonly always?: Names;
  /** Must be ours where the message has it; undefined: must not stand there at all. */
  readonly ifNamed?: Names;
}

/** Set when a message speaks of somebody else: such a message is kept aside, never applied. */
export function misfitIn(
  message: Readonly<Record<string, unknown>>,
  { always = {}, ifNamed = {} }: Identity,
): string | undefined {
  const said = (name: string): string => {
    const value = message[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const wrong =
    Object.keys(always).find((name) => always[name] !== undefined && said(name) !== always[name]) ??
    Object.keys(ifNamed).find((name) => said(name) !== '' && said(name) !== ifNamed[name]);
  return wrong && asideReasons.other_recipient(wrong, said(wrong) || '(none)');
}

/** The names that the configuration settles; one that it leaves open may be anybody's. */
export const settled = (names: Names): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, ours]) => (ours === undefined ? [] : [[name, ours]])),
  );
