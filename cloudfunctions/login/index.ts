/** Function `login`: who the customer is, asked by mini-programs and, over HTTP, by web pages. */
import { answerHttp, callable, doorFor, isHttpEvent, loginActions } from '../../shared/roots/login';

export async function main(event: unknown, context: unknown): Promise<unknown> {
  const door = doorFor(context);
  return isHttpEvent(event) ? answerHttp(door, event) : callable(door, loginActions, event);
}
