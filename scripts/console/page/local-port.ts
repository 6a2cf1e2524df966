// What the console asks of the local port: its own data, the control routes, and a function as the operator.
import type { ConsoleData, ConsoleState } from '../console-data';
import { say } from './language';
import { tell } from './message';
import { amountText } from './shown';

type Fields = Readonly<Record<string, unknown>>;

/** The data after log line `after`, without the state when it is still `seen`; `look` is what the page looks at. */
export async function fetchData(
  after: number,
  seen: string,
  look: Readonly<Record<string, string>>,
): Promise<ConsoleData> {
  const query = new URLSearchParams({ after: String(after), seen, ...look });
  const response = await fetch(`/console/data?${query.toString()}`);
  if (!response.ok) throw new Error(`/console/data answered ${response.status}`);
  return (await response.json()) as ConsoleData;
}

let refresh: () => void = () => undefined;

/** `then` runs after everything that is done through this file, so that its effect shows at once. */
export function afterEachAction(then: () => void): void {
  refresh = then;
}

/** POSTs to a control route and tells what came of it. */
export async function control(path: string, body: Fields, done: (answer: Fields) => string): Promise<void> {
  await act(async () => done(await postControl(path, body)));
}

/** POSTs to a control route; throws its refusal. */
export async function postControl(path: string, body: Fields): Promise<Fields> {
  const { status, answer } = await post(`/control/${path}`, body);
  if (status >= 400) throw new Error(fieldText(answer, 'error') || `/control/${path} answered ${status}`);
  return answer;
}

/**
 * A refund in the operator's name; `fee` in minor units, without it all that is left, which the function knows better than the page.
 * Tells the function's answer, and answers whether it granted the refund.
 */
export async function refundAsOperator(
  operator: ConsoleState['operator'],
  outTradeNo: string,
  fee: number | undefined,
): Promise<boolean> {
  const data = { action: 'refund', out_trade_no: outTradeNo, ...(fee !== undefined && { refund_fee: fee }) };
  return askAsOperator(operator, data, (result) =>
    say('refundSaid', {
      number: fieldText(result, 'out_refund_no'),
      state: fieldText(result, 'state'),
      amount: amountText({ value: Number(result['refund_fee']), currency: fieldText(result, 'fee_type') }),
    }),
  );
}

/**
 * Calls function `pay` in the operator's name, and tells what came of it: `done` makes words of a good answer. Answers whether it was
 * one.
 */
export async function askAsOperator(
  operator: ConsoleState['operator'],
  data: Fields,
  done: (result: Fields) => string,
): Promise<boolean> {
  return act(async () => done(await callFunction(operator.openid, data, operator.appid)));
}

/** What function `pay` answers a person; throws its refusal. */
export async function callFunction(
  openid: string,
  data: object,
  appid = 'wxcrosspaydemo0001',
): Promise<Fields> {
  const identity = { 'x-wx-openid': openid, 'x-wx-appid': appid };
  const { answer } = await post('/wx/callFunction', { name: 'pay', data }, identity);
  const result = fieldsOf(answer['result']);
  if (result['errcode'] === 0) return result;
  throw new Error(fieldText(result, 'errmsg') || fieldText(answer, 'errMsg') || fieldText(answer, 'error'));
}

/** Does it and tells what came of it; answers whether it went well. */
export async function act(work: () => Promise<string>): Promise<boolean> {
  try {
    tell(await work());
    return true;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error), 'bad');
    return false;
  } finally {
    refresh();
  }
}

async function post(
  path: string,
  body: Fields,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; answer: Fields }> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  return { status: response.status, answer: fieldsOf(answer) };
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

export function fieldText(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
