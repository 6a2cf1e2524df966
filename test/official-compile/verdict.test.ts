// What WeChat's own compiler prints, as its version 2.1.42 does, and what is a complaint of it.
import { complaints } from '../../scripts/official-compile/verdict';

const step = (message: string, status: string): string => JSON.stringify({ id: '1', message, status });

test('steps that go well are no complaint, whatever the files are called', () => {
  const said = [step('services/api-error.js', 'done'), step('pages/failed/warning.wxml', 'doing'), ''];
  expect(complaints(said.join('\n'))).toEqual([]);
});

test('a server that cannot be reached, and how long a part took, say nothing of the mini-program', () => {
  const said = [
    '[error] https://servicewechat.com/wxa/ci/getwhiteextlist Error: getaddrinfo ENOTFOUND servicewechat.com',
    '[error] get white ext list fail Error: getaddrinfo ENOTFOUND servicewechat.com',
    '[wcc-node] compile cost: 1207',
  ];
  expect(complaints(said.join('\n'))).toEqual([]);
});

test.each([
  step('Ignored by project.config.json packOptions.ignore setting: miniprogram/tsconfig.json', 'warn'),
  step('Compile pages/item/item.wxml', 'fail'),
  '[WXML 文件编译错误] ./pages/item/item.wxml',
  'Error: app.json: pages[3] does not exist',
  'webview 1 resolve dep failed',
])('is a complaint: %s', (line) => {
  expect(complaints(`${step('app.js', 'done')}\n  ${line}\n`)).toEqual([line]);
});
