import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopbackPost } from '../../scripts/sandbox';
import { machineDice } from '../../scripts/sandbox/dice';
import { decimal, minorUnits } from '../../scripts/sandbox/decimal';
import { beijingTime, prepayId, refundId, transactionId } from '../../scripts/sandbox/numbers';

it.each([
  ['24.99', 'EUR', 2499],
  ['0.01', 'EUR', 1],
  ['0.00', 'EUR', 0],
  ['90071992547.99', 'EUR', 9007199254799],
  ['2499', 'JPY', 2499],
  ['1.234', 'KWD', 1234],
])('%s %s are %i minor units, and back', (text, currency, value) => {
  expect(minorUnits(text, currency)).toBe(value);
  expect(decimal(value, currency)).toBe(text);
});

it.each([
  '',
  '1',
  '1.0',
  '1.000',
  '01.00',
  '1e2',
  '+1.00',
  '-1.00',
  ' 1.00',
  '1.00 ',
  '1,00',
  '１.00',
  '1.0O',
])('"%s" is no amount in EUR', (text) => expect(minorUnits(text, 'EUR')).toBeUndefined());

it('a moment is written in Beijing time', () => {
  expect(beijingTime(Date.UTC(2024, 7, 1, 16, 0, 5))).toBe('2024-08-02T00:00:05+08:00');
});

it('numbers have WeChat’s lengths', () => {
  expect([transactionId, refundId, prepayId].map((make) => make(machineDice, 0).length)).toEqual([
    28, 29, 36,
  ]);
});

describe('a notice over HTTP', () => {
  it('arrives byte for byte, and the answer comes back', async () => {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        response.statusCode = 202;
        response.end(
          `${request.method ?? ''} ${String(request.headers['x-a'])} ${Buffer.concat(parts).toString()}`,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await loopbackPost(`http://127.0.0.1:${port}/n`, { 'X-A': 'b' }, '{"茶":1}');
    server.close();
    expect(answer).toMatchObject({ status: 202, body: 'POST b {"茶":1}', headers: { connection: 'close' } });
  });

  it('to a closed port is rejected', async () => {
    await expect(loopbackPost('http://127.0.0.1:1/', {}, '')).rejects.toThrow(/ECONNREFUSED/);
  });
});
