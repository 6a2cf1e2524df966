// What is written down of the exchanges between the shop and the sandboxes, and what of them is not.
import { maskFor, maskedHeaders } from '../../scripts/sandbox/masking';
import { WireLog, type WireExchange } from '../../scripts/sandbox/wire-log';

const exchange: Omit<WireExchange, 'id' | 'repeat'> = {
  ...({ kind: 'request', paySp: 'yaband', outTradeNo: 'CP1', at: 1, tookMs: 2, method: 'POST' } as const),
  ...({
    url: '/sandbox/yaband',
    headers: {},
    body: '{"method":"pay"}',
    bytes: 16,
    ending: 'answered',
  } as const),
};

describe('the wire log', () => {
  it('counts how often the same was asked about the same payment', () => {
    const log = new WireLog();
    log.add(exchange);
    log.add({ ...exchange, body: '{"method":"query"}' });
    log.add({ ...exchange, outTradeNo: 'CP2' });
    log.add({ ...exchange, at: 5 });
    expect(log.entries().map(({ id, repeat }) => [id, repeat])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
    ]);
  });

  it('is a ring: the oldest exchanges go when more come than it keeps', () => {
    const log = new WireLog();
    for (let at = 0; at < 700; at += 1) log.add({ ...exchange, at, outTradeNo: String(at) });
    expect(log.entries()).toHaveLength(600);
    expect(log.entries()[0]?.at).toBe(100);
  });
});

describe('a mask', () => {
  const mask = maskFor({ mchid: '016683', key: 'top-secret-key', deep: { cert_key: 'PEM TEXT' } });

  it.each([
    ['what the configuration holds', 'sign over top-secret-key and PEM TEXT', 'sign over ••• and •••'],
    ['the payer’s string in JSON', '{"paySign":"AB\\"CD","a":1}', '{"paySign":"•••","a":1}'],
    [
      'the payer’s string in JSON inside of JSON',
      '{"p":"{\\"paySign\\":\\"AB\\",\\"x\\":1}"}',
      '{"p":"{\\"paySign\\":\\"•••\\",\\"x\\":1}"}',
    ],
    ['a token in a form', 'a=1&token=abc&b=2', 'a=1&token=•••&b=2'],
    ['a key in XML', '<xml><key>abc</key><sign>s</sign></xml>', '<xml><key>•••</key><sign>s</sign></xml>'],
  ])('hides %s', (_, text, masked) => expect(mask(text)).toBe(masked));

  it('leaves numbers, amounts and signatures, which people compare', () => {
    const text = '{"mchid":"016683","order_id":"CP1","amount":"12.90","sign":"00ff"}';
    expect(mask(text)).toBe(text);
  });

  it('hides credentials in headers, leaves the scheme, and drops a gateway’s credentials', () => {
    const headers = {
      ...{ Authorization: 'Bearer abc', Cookie: 'a=b', 'X-CloudBase-Context': 'e30=' },
      ...{ 'x-signature': '00ff', 'x-note': 'top-secret-key' },
    };
    expect(maskedHeaders(headers, mask)).toEqual({
      ...{ Authorization: 'Bearer •••', Cookie: '•••', 'x-signature': '00ff', 'x-note': '•••' },
    });
  });
});
