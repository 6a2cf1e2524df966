// What mini-programs may do with a collection: one of the four simple permissions, or a security rule.
// Words and meaning: WeChat and CloudBase documentation, database permissions, read 2026-11.
import { paramRefused } from '../database/database-errors';
import { isDoc } from '../database/document';
import { messageOf } from '../service-error';
import { entryOf } from '../table';
import { parseRule } from './rule-parser';

/** READONLY: all read, owners write. PRIVATE: owners only. ADMINWRITE: all read, functions write. ADMINONLY: functions only. */
export const simplePermissions = ['READONLY', 'PRIVATE', 'ADMINWRITE', 'ADMINONLY'] as const;
export type SimplePermission = (typeof simplePermissions)[number];

export type Operation = 'read' | 'create' | 'update' | 'delete';
/** `write` stands for create, update and delete where they are not named. */
export type SecurityRule = Readonly<Partial<Record<Operation | 'write', boolean | string>>>;
export type Permission = SimplePermission | SecurityRule;

const ruleNames = new Set(['read', 'write', 'create', 'update', 'delete']);

export class Permissions {
  private readonly changed = new Map<string, Permission>();

  /** `others` is the permission of collections that nobody has given one. */
  constructor(
    private readonly given: Readonly<Record<string, Permission>>,
    private readonly others: Permission,
  ) {}

  of(collection: string): Permission {
    return this.changed.get(collection) ?? entryOf(this.given, collection) ?? this.others;
  }

  set(collection: string, permission: Permission): void {
    this.changed.set(collection, permission);
  }

  /** Back to what was given at the start. */
  reset(): void {
    this.changed.clear();
  }
}

/** Throws a ServiceError that says what is wrong with it. */
export function readPermission(value: unknown): Permission {
  const simple = simplePermissions.find((name) => name === value);
  if (simple) return simple;
  if (!isDoc(value))
    throw paramRefused(
      `a permission is ${simplePermissions.join(', ')} or a rule {"read", "write", …} of booleans and texts`,
    );
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, readPart(name, part)]));
}

/** The rule for an operation: what is not named is not allowed. */
export function ruleFor(rule: SecurityRule, operation: Operation): boolean | string {
  return rule[operation] ?? (operation === 'read' ? undefined : rule.write) ?? false;
}

/** Whose documents a simple permission opens. */
export function simpleAccess(permission: SimplePermission, operation: Operation): 'all' | 'own' | 'none' {
  if (permission === 'ADMINONLY') return 'none';
  if (operation === 'read') return permission === 'PRIVATE' ? 'own' : 'all';
  return permission === 'ADMINWRITE' ? 'none' : 'own';
}

function readPart(name: string, part: unknown): boolean | string {
  if (!ruleNames.has(name))
    throw paramRefused(`"${name}" is no part of a rule: there are ${[...ruleNames].join(', ')}`);
  if (typeof part === 'boolean') return part;
  if (typeof part !== 'string') throw paramRefused(`"${name}" must be true, false or an expression`);
  try {
    parseRule(part);
  } catch (error) {
    throw paramRefused(messageOf(error));
  }
  return part;
}
