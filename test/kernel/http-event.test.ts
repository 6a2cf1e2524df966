/** What an HTTP event says: the request as it was sent, and nothing that could be read in two ways. */
import { isHttpEvent, readHttpEvent } from '../../shared/kernel/http-event';

const event = {
  httpMethod: 'get',
  path: '/login/oauth/callback',
  headers: { Host: 'shop.example', 'X-Twice': ['a', 'b'] },
  queryStringParameters: { code: 'c', state: ['s', 't'] },
  body: 'é',
  isBase64Encoded: false,
};

test.each([
  ['/login/oauth/callback', ['oauth', 'callback']],
  ['/oauth/callback', ['oauth', 'callback']],
  ['/login/login/oauth', ['login', 'oauth']],
  ['//login//oauth/', ['oauth']],
  ['/login', []],
  ['/', []],
  [undefined, []],
  [['/login'], []],
])('the path %j has the parts %j behind the route', (path, parts) => {
  expect(readHttpEvent({ ...event, path }, 'login')).toMatchObject({ path: parts });
});

test('a method is in upper case, header names are in lower case', () => {
  expect(readHttpEvent(event, 'login')).toMatchObject({ method: 'GET', headers: { host: 'shop.example' } });
});

test('a header or a query value that came more than once is left out', () => {
  const read = readHttpEvent(event, 'login');
  expect('headers' in read ? [read.headers, read.query] : read).toEqual([
    { host: 'shop.example' },
    { code: 'c' },
  ]);
});

test.each([
  ['text', 'é', false, 'é'],
  ['base64', 'w6k=', true, 'é'],
  ['nothing', null, false, ''],
])('a body of %s is read', (_what, body, isBase64Encoded, expected) => {
  expect(readHttpEvent({ ...event, body, isBase64Encoded }, 'login')).toMatchObject({ body: expected });
});

test.each([
  ['fields that were parsed on the way', { a: 1 }, false, 400],
  ['letters of more than 64 KB', 'x'.repeat(65_537), false, 413],
  ['bytes of more than 64 KB', Buffer.alloc(65_537).toString('base64'), true, 413],
])('%s in the body are refused', (_what, body, isBase64Encoded, statusCode) => {
  expect(readHttpEvent({ ...event, body, isBase64Encoded }, 'login')).toMatchObject({
    refused: { statusCode },
  });
});

test.each([undefined, null, 'text', 7, [], {}, { action: 'login' }])('%j is no HTTP event', (other) => {
  expect(isHttpEvent(other)).toBe(false);
});

test('what has a method is an HTTP event', () => {
  expect(isHttpEvent(event)).toBe(true);
});
