/** Makes a failing world smaller while it still fails in the same way: fewer steps, fewer people, fewer mishaps. */
import type { PspHouse } from './psp-house';
import { smaller, troubleNames, type Less, type Shape } from './shape';
import { simulate } from './simulation';

/** So many smaller worlds are tried at most. */
const MOST_TRIES = 150;

/** What a violation is, without the numbers in it. */
export const kindOf = (violation: string): string => violation.replace(/[\w-]*\d[\w-]*/g, '#');

/** The smallest world that was found; the same for the same world, for no time counts here. */
export async function shrunk(shape: Shape, house: PspHouse, kinds: ReadonlySet<string>): Promise<Shape> {
  return new Shrinking(house, kinds).shrink(shape);
}

class Shrinking {
  private tries = 0;

  constructor(
    private readonly house: PspHouse,
    private readonly kinds: ReadonlySet<string>,
  ) {}

  async shrink(shape: Shape): Promise<Shape> {
    let best = await this.fewerSteps(shape);
    for (const name of ['mishap', ...best.roles, ...troubleNames])
      best = await this.orSmaller(best, { without: [name] });
    best = await this.orSmaller(best, { mostOrders: 1 });
    best = await this.orSmaller(best, { opening: 'nothing' });
    return this.fewerSteps(best);
  }

  /** Half of the steps, then less and less is taken away. */
  private async fewerSteps(shape: Shape): Promise<Shape> {
    let best = shape;
    for (let cut = Math.ceil(shape.steps / 2); cut >= 1 && this.tries < MOST_TRIES;) {
      const less = await this.orSmaller(best, { steps: Math.max(0, best.steps - cut) });
      if (less === best) cut = cut === 1 ? 0 : Math.ceil(cut / 2);
      best = less;
    }
    return best;
  }

  private async orSmaller(shape: Shape, less: Less): Promise<Shape> {
    const next = smaller(shape, less);
    if (isSame(next, shape) || this.tries >= MOST_TRIES) return shape;
    this.tries += 1;
    const { violations } = await simulate({ shape: next, house: this.house });
    return violations.some((one) => this.kinds.has(kindOf(one))) ? next : shape;
  }
}

const isSame = (one: Shape, other: Shape): boolean =>
  JSON.stringify(kept(one)) === JSON.stringify(kept(other));

/** A shape as it can be kept in a file. */
export const kept = ({ roles, ...rest }: Shape) => ({ ...rest, roles: [...roles] });
