/** Everybody in a world: each does one thing after the other, and does not always wait for the answer. */
import { BUYERS, OPERATORS } from '../shop-window';
import type { Party } from '../scheduler';
import type { Tickets } from '../tickets';
import type { World } from '../world';
import { buyer } from './buyers';
import type { RoleName } from './cast';
import { decider } from './deciders';
import { operator } from './operators';
import { editor, merchant, misfortune, stranger, timer } from './others';
import { owner } from './owner';
import { payer } from './payer';
import { backOffice, bank, forger, newKeys, weather } from './psps';
import { habits, type Deed, type Habit, type Stage } from './stage';

interface Person {
  readonly role: RoleName;
  readonly name: string;
  readonly eagerness: number;
  readonly deeds: (stage: Stage) => Deed;
}

const cast = ({ refunding }: Habit): readonly Person[] => [
  ...BUYERS.flatMap((openid) =>
    ['left', 'right'].map((phone) => ({
      role: 'buyers' as const,
      name: `${openid}'s ${phone} phone`,
      eagerness: 0.12,
      deeds: (stage: Stage) => buyer(stage, openid),
    })),
  ),
  ...OPERATORS.map((openid) => ({
    role: 'operators' as const,
    name: openid,
    eagerness: refunding,
    deeds: (stage: Stage) => operator(stage, openid),
  })),
  ...OPERATORS.map((openid) => ({
    role: 'deciders' as const,
    name: `${openid}, deciding`,
    eagerness: 0.12,
    deeds: (stage: Stage) => decider(stage, openid),
  })),
  { role: 'payer', name: 'payer', eagerness: 0.3, deeds: payer },
  { role: 'bank', name: 'bank', eagerness: 0.05, deeds: bank },
  { role: 'back office', name: 'back office', eagerness: 0.05, deeds: backOffice },
  { role: 'forger', name: 'forger', eagerness: 0.04, deeds: forger },
  { role: 'stranger', name: 'stranger', eagerness: 0.05, deeds: stranger },
  { role: 'editor', name: 'editor', eagerness: 0.05, deeds: editor },
  { role: 'weather', name: 'weather', eagerness: 0.05, deeds: weather },
  { role: 'merchant', name: 'merchant', eagerness: 0.05, deeds: merchant },
  { role: 'new keys', name: 'new keys', eagerness: 0.05, deeds: newKeys },
  { role: 'timer', name: 'timer', eagerness: 0.05, deeds: timer },
  { role: 'owner', name: 'owner', eagerness: 0.05, deeds: owner },
  { role: 'mishap', name: 'mishap', eagerness: 0.02, deeds: misfortune },
];

export class People {
  private isAtWork = true;

  constructor(
    private readonly world: World,
    private readonly tickets: Tickets,
  ) {}

  begin(): void {
    const { world, tickets } = this;
    const dice = world.dice.of('people');
    const habit = habits[dice.pick(['everything', 'closing', 'refunds'] as const)];
    const { roles, mostOrders } = world.shape;
    const common = { world, tickets, habit, mostOrders, wishes: [] };
    for (const { role, name, eagerness, deeds } of cast(habit)) {
      if (!roles.has(role)) continue;
      const party = { name, eagerness, isAlive: () => this.isAtWork, isPerson: true as const };
      const stage = { ...common, dice: world.dice.of(name) };
      void this.live(party, stage, deeds(stage));
    }
  }

  end(): void {
    this.isAtWork = false;
  }

  private async live(party: Party, { dice }: Stage, deed: Deed): Promise<void> {
    while (party.isAlive()) {
      await this.world.scheduler.turn(party, 'does something');
      const doing = deed();
      if (doing && dice.chance(0.75)) await doing;
    }
  }
}
