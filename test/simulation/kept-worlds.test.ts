/** Every world that once broke a promise is lived through again. */
import { keptWorlds, shapeAgain } from '../../scripts/simulate/kept-worlds';
import { PspHouse } from '../../scripts/simulate/psp-house';
import { simulate } from '../../scripts/simulate/simulation';

let house: PspHouse;
beforeAll(async () => {
  house = await PspHouse.open();
});
afterAll(() => house.close());

test.each(keptWorlds().map((world) => ({ ...world, seed: world.shape.seed })))(
  'seed $seed no longer ends with: $violation',
  async (world) => {
    const { violations, history } = await simulate({ shape: shapeAgain(world), house, isTold: true });
    if (violations.length > 0) throw new Error([...history, ...violations].join('\n'));
  },
);
