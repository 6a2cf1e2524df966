/** What we answer to a notice, in the forms that PSPs take. */
import type { HttpReply } from '../../kernel/http';

const reply = (type: string, status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': type },
  body,
});

export const plainText = (status: number, body: string): HttpReply => reply('text/plain', status, body);

export const jsonText = (status: number, body: object): HttpReply =>
  reply('application/json', status, JSON.stringify(body));
