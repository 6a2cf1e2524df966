/** Logos: recognised by their bytes, at most 1 MB, and the same picture is uploaded once. */
import { openCardWorld } from './card-world';

const api = 'cgi-bin/media/uploadimg';
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a picture')]);
const jpg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from('another')]);
const asked = (bytes: Buffer) => ({ buffer: bytes.toString('base64') });

test.each([
  ['PNG', png, 'logo.png', 'image/png'],
  ['JPG', jpg, 'logo.jpg', 'image/jpeg'],
])('a %s goes up as WeChat takes it, byte for byte', async (_, picture, name, type) => {
  const world = openCardWorld();
  expect(await world.ask('uploadlogo', asked(picture))).toEqual({
    errcode: 0,
    url: expect.stringMatching(/^http:\/\/mmbiz/) as unknown,
  });
  const form = String(world.server.sent[0]?.body.bytes);
  expect(form).toContain(`name="buffer"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`);
  expect(form).toContain(picture.toString('latin1'));
});

test('the same picture is uploaded once, another one again', async () => {
  const world = openCardWorld();
  const first = await world.ask('uploadlogo', asked(png));
  expect(await world.ask('uploadlogo', asked(png))).toEqual(first);
  expect(await world.ask('uploadlogo', asked(jpg))).not.toEqual(first);
  expect(world.server.count(api)).toBe(2);
});

test('two uploads of the same picture at once make one', async () => {
  const world = openCardWorld();
  const both = await Promise.all(
    [world.another(), world.another()].map((ask) => ask('uploadlogo', asked(png))),
  );
  expect(both.map(({ errcode }) => errcode).sort()).toEqual([0, 5001]);
  expect(world.server.count(api)).toBe(1);
});

test.each([
  ['after', 3102],
  [40009, 3101],
  ['html', 3102],
] as const)('an upload that ends with %s can be tried again at once', async (fault, errcode) => {
  const world = openCardWorld();
  world.server.fail(api, fault);
  expect((await world.ask('uploadlogo', asked(png))).errcode).toBe(errcode);
  expect((await world.ask('uploadlogo', asked(png))).errcode).toBe(0);
});

test('a process that dies holds the picture no longer than its time', async () => {
  const world = openCardWorld();
  await world.dying(4, 'before')('uploadlogo', asked(png));
  expect((await world.ask('uploadlogo', asked(png))).errcode).toBe(5001);
  world.advance(20_000);
  expect((await world.ask('uploadlogo', asked(png))).errcode).toBe(0);
});

const mega = Buffer.concat([png, Buffer.alloc(1024 * 1024 - png.length)]);

test('a picture of 1 MB is taken', async () => {
  expect((await openCardWorld().ask('uploadlogo', asked(mega))).errcode).toBe(0);
});

test.each([
  ['nothing', {}, 'buffer is missing'],
  ['an empty text', { buffer: '' }, 'must not be empty'],
  ['a GIF', asked(Buffer.from('GIF89a')), 'JPG or PNG'],
  ['a web page', asked(Buffer.from('<html>')), 'JPG or PNG'],
  ['a data URL', { buffer: `data:image/png;base64,${png.toString('base64')}` }, 'base64 text alone'],
  ['bytes as a list', { buffer: [1, 2] }, 'base64 text'],
  ['one byte too many', asked(Buffer.concat([mega, Buffer.from('x')])), 'at most 1 MB'],
  ['three bytes too many', asked(Buffer.concat([mega, Buffer.from('xyz')])), 'at most 1 MB'],
])('%s is refused before anything is asked', async (_, input, says) => {
  const world = openCardWorld();
  const refused = await world.ask('uploadlogo', input);
  expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining(says)]);
  expect(world.server.sent).toEqual([]);
});
