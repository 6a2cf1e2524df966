// WXSS on the phone must mean what it means in WeChat: sizes, isolation, and pages that do not reach each other.
import { compileSheet, rpxToVw } from '../../scripts/preview/styles';

const squeeze = (css: string) => css.replace(/\s+/g, ' ').trim();
const sheet = (css: string, home: { scope?: string; route?: string } = {}) =>
  squeeze(compileSheet(css, { file: 'sheet.wxss', ...home }));

test('750 rpx are the width of the screen', () => {
  expect(rpxToVw('750rpx')).toBe('100vw');
  expect(rpxToVw('calc(20rpx + -1.5rpx)')).toBe('calc(2.66667vw + -0.2vw)');
  expect(rpxToVw('12px 0')).toBe('12px 0');
});

test("a component's classes carry its prefix, so that no other sheet reaches them", () => {
  expect(sheet('.a.b .c::before { top: 0 }', { scope: 'comp' })).toBe(
    '.comp--a.comp--b .comp--c::before { top: 0 }',
  );
});

test(':host selects the component itself', () => {
  expect(sheet(':host { display: block }', { scope: 'comp' })).toBe('[wx-host=comp] { display: block }');
});

test("a page's rules stay on that page without gaining weight", () => {
  expect(sheet('.a, .b { top: 0 }', { route: 'pages/x/x' })).toBe(
    ':where(wx-page[data-route="pages/x/x"]) .a,:where(wx-page[data-route="pages/x/x"]) .b { top: 0 }',
  );
});

test('app.wxss reaches every page but never the chrome around them', () => {
  expect(sheet('page { color: red } .a { top: 0 }')).toBe(
    'wx-page { color: red } :where(wx-page) .a { top: 0 }',
  );
});

test('keyframes of two components with the same name do not meet', () => {
  expect(sheet('.a { animation: turn 1s } @keyframes turn { to { top: 0 } }', { scope: 'comp' })).toBe(
    '.comp--a { animation: comp--turn 1s } @keyframes comp--turn { to { top: 0 } }',
  );
});

test('elements and ids are found as the phone writes them', () => {
  expect(sheet('view > text #line { top: 0 }')).toBe(
    ':where(wx-page) wx-view > wx-text [id$="--line"] { top: 0 }',
  );
  expect(sheet('view .a { top: 0 }', { scope: 'comp' })).toBe(
    ':where([wx-host=comp]) wx-view .comp--a { top: 0 }',
  );
});

test('the colour scheme is that of the phone, not of the computer', () => {
  expect(sheet('@media (prefers-color-scheme: dark) { .a, page { color: #fff } }')).toBe(
    ":where(html[data-theme='dark']) :where(wx-page) .a, :where(html[data-theme='dark']) wx-page { color: #fff }",
  );
  expect(sheet('@media (max-width: 300px) { .a { top: 0 } }')).toContain('@media (max-width: 300px)');
});
