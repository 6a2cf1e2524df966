// How long a watching mini-program is waited for.
import { WatchChannel } from '../../scripts/local-cloud/client/watch/watch-channel';

const told = { watch: 'w', id: 1, docs: [], changes: [] };
let number = 0;
const next = (): number => (number += 1);

it('a question that nothing answers is answered with nothing', async () => {
  const channel = new WatchChannel({ patienceMs: 1, lifetimeMs: 60_000 }, next, () => undefined);
  expect(await channel.next(0)).toEqual([]);
  channel.close();
});

it('a channel that nobody asks comes to its end', async () => {
  await new Promise<void>((resolve) => new WatchChannel({ patienceMs: 1, lifetimeMs: 1 }, next, resolve));
});

it('a question keeps the channel, and its answer begins the time anew', async () => {
  let ended = (): void => undefined;
  const end = new Promise<string>((resolve) => (ended = () => resolve('ended')));
  const channel = new WatchChannel({ patienceMs: 60_000, lifetimeMs: 1 }, next, () => ended());
  const heard = channel.next(0);
  channel.tell(told);
  expect(await heard).toMatchObject([told]);
  expect(await end).toBe('ended');
});

it('a channel is at its end when a thousand messages lie there unheard', () => {
  let isOver = false;
  const channel = new WatchChannel({ patienceMs: 60_000, lifetimeMs: 60_000 }, next, () => (isOver = true));
  for (let n = 0; n < 1000; n += 1) channel.tell(told);
  expect(isOver).toBe(false);
  channel.tell(told);
  expect(isOver).toBe(true);
  channel.close();
});

it('what was heard is not told again, and nothing else is lost', async () => {
  const channel = new WatchChannel({ patienceMs: 60_000, lifetimeMs: 60_000 }, next, () => undefined);
  for (const watch of ['a', 'b']) channel.tell({ ...told, watch });
  const [first] = await channel.next(0);
  channel.tell({ ...told, watch: 'c' });
  expect((await channel.next(first?.number ?? 0)).map(({ watch }) => watch)).toEqual(['b', 'c']);
  channel.close();
});
