// The QR code of a payment link is one that phones read.
import { qrPicture } from '../../miniprogram/qr/qr-picture';

/** The dark modules of a picture, row by row, `#` and `.`. */
function rows(picture: string): string[] {
  const svg = decodeURIComponent(picture.slice('data:image/svg+xml,'.length));
  const side = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
  const grid = Array.from({ length: side }, () => Array.from({ length: side }, () => '.'));
  for (const [, x, y, width] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let at = 0; at < Number(width); at += 1) (grid[Number(y)] ?? [])[Number(x) + at] = '#';
  }
  return grid.map((row) => row.join(''));
}

test('has the three finder patterns inside a quiet zone of four modules', () => {
  const code = rows(qrPicture('https://pay.example.test/paypal/CP20261121000001'));
  const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
  const corner = (x: number, y: number) => code.slice(y, y + 7).map((row) => row.slice(x, x + 7));
  const far = code.length - 11;
  expect(corner(4, 4)).toEqual(finder);
  expect(corner(far, 4)).toEqual(finder);
  expect(corner(4, far)).toEqual(finder);
  for (const row of [...code.slice(0, 4), ...code.slice(-4)]) expect(row).toMatch(/^\.+$/);
  for (const row of code) expect(row).toMatch(/^\.{4}.*\.{4}$/);
});

test.each([10, 120, 500])('a link of %d characters fits', (length) => {
  const side = rows(qrPicture(`https://pay.example.test/${'a'.repeat(length)}`)).length;
  expect((side - 8 - 17) % 4).toBe(0);
});
