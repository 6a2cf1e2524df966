// A mini-program of two pages, one of them in a sub-package, that shows TDesign's components, for the tests of the preview.
const names = [
  ...[
    'search',
    'tabs',
    'tab-panel',
    'steps',
    'step-item',
    'slider',
    'dialog',
    'popup',
    'input',
    'textarea',
    'stepper',
  ],
  ...[
    'switch',
    'tag',
    'empty',
    'skeleton',
    'swiper',
    'image',
    'cell',
    'picker',
    'picker-item',
    'date-time-picker',
  ],
  ...[
    'checkbox',
    'checkbox-group',
    'radio',
    'radio-group',
    'button',
    'toast',
    'message',
    'icon',
    'cell-group',
  ],
];

const square =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'%3E%3Crect width='2' height='1' fill='%230052d9'/%3E%3C/svg%3E";

/** The tags of the components that the pages show. */
export const shownTags: readonly string[] = names.map((name) => `t-${name}`);

/** Files below miniprogram/. */
export const libraryProject: Readonly<Record<string, string>> = {
  'app.json': JSON.stringify({
    pages: ['pages/home/home'],
    subPackages: [{ root: 'operator', pages: ['desk/desk'] }],
    window: {
      navigationBarTitleText: 'TDesign',
      backgroundColor: '@page',
      navigationBarBackgroundColor: '@bar',
    },
    darkmode: true,
    themeLocation: 'theme.json',
    style: 'v2',
    requiredPrivateInfos: ['chooseAddress'],
    lazyCodeLoading: 'requiredComponents',
  }),
  'theme.json': JSON.stringify({
    light: { page: '#f3f3f3', bar: '#ffffff' },
    dark: { page: '#181818', bar: '#242424' },
  }),
  'app.wxss':
    "@import 'miniprogram_npm/tdesign-miniprogram/common/style/theme/_index.wxss';\npage { background: var(--td-bg-color-page); }",
  'pages/home/home.json': JSON.stringify({
    usingComponents: Object.fromEntries(
      names.map((name) => [`t-${name}`, `tdesign-miniprogram/${name}/${name}`]),
    ),
  }),
  'pages/home/home.wxss':
    '.wide { width: 100%; height: 200rpx; }\n#line { color: rgb(1, 2, 3); }\n.told { color: rgb(10, 20, 30); } @media (prefers-color-scheme: dark) { .told { color: rgb(200, 210, 220); } }',
  'pages/home/words.wxs':
    "var inner = require('./inner.wxs');\nmodule.exports = { kind: function (x) { return x.constructor + inner.digits('a12b'); } };",
  'pages/home/inner.wxs':
    "module.exports = { digits: function (text) { return text.match(getRegExp('\\d+'))[0]; } };",
  'pages/home/line.wxml': '<template name="line"><view id="line">{{text}}</view></template>',
  'pages/home/home.ts': `import Toast from 'tdesign-miniprogram/toast/index';
import Message from 'tdesign-miniprogram/message/index';
Page({
  data: { told: '', amount: 1, on: false, tab: 'one', query: '', dialog: false, popup: false, picker: false, date: false, list: ['a'], pictures: [${JSON.stringify(square)}, ${JSON.stringify(square)}] },
  tell(event) {
    const { kind } = event.currentTarget.dataset;
    const { value, current } = event.detail ?? {};
    this.setData({ told: this.data.told + kind + ':' + JSON.stringify(value ?? current ?? null) + ' ' });
  },
  open({ currentTarget }) { this.setData({ [currentTarget.dataset.what]: true }); },
  shut({ currentTarget }) { this.setData({ [currentTarget.dataset.what]: false }); },
  toast() { Toast({ context: this, selector: '#t-toast', message: 'Saved', theme: 'success', duration: 5000 }); },
  message() { Message.info({ context: this, offset: [20, 32], duration: 5000, content: 'News' }); },
  desk() { wx.navigateTo({ url: '/operator/desk/desk?out_trade_no=CP1' }); },
});`,
  'pages/home/home.wxml': `<import src="./line.wxml" />
<wxs src="./words.wxs" module="words" />
<wxs module="inline">module.exports = { isList: function (x) { return x.constructor === 'Array'; } };</wxs>
<view class="told">{{told}}</view>
<template is="line" data="{{ text: words.kind(list) + inline.isList(list) }}" />
<t-search placeholder="Find goods" value="{{query}}" data-kind="search" bind:change="tell" />
<t-tabs defaultValue="one" data-kind="tabs" bind:change="tell">
  <t-tab-panel label="All orders" value="one"><view class="panel">first panel</view></t-tab-panel>
  <t-tab-panel label="Unpaid" value="two"><view class="panel">second panel</view></t-tab-panel>
</t-tabs>
<t-steps current="{{1}}" readonly><t-step-item title="Paid" /><t-step-item title="Shipped" /><t-step-item title="Done" /></t-steps>
<t-slider value="{{30}}" label data-kind="slider" bind:change="tell" />
<t-cell-group><t-cell title="Address" note="Amsterdam" arrow hover leftIcon="location" data-kind="cell" bind:click="tell" /></t-cell-group>
<t-input label="Name" placeholder="Your name" data-kind="input" bind:change="tell" />
<t-textarea label="Remark" placeholder="Say something" maxlength="{{100}}" indicator data-kind="textarea" bind:change="tell" />
<t-stepper value="{{amount}}" min="{{1}}" max="{{9}}" data-kind="stepper" bind:change="tell" />
<t-switch value="{{on}}" data-kind="switch" bind:change="tell" />
<t-tag theme="success" variant="light">In stock</t-tag>
<t-checkbox-group defaultValue="{{['a']}}" data-kind="checkbox" bind:change="tell"><t-checkbox value="a" label="Tea" /><t-checkbox value="b" label="Cup" /></t-checkbox-group>
<t-radio-group defaultValue="x" data-kind="radio" bind:change="tell"><t-radio value="x" label="Card" /><t-radio value="y" label="Cash" /></t-radio-group>
<t-swiper list="{{pictures}}" height="120rpx" navigation="{{ { type: 'dots' } }}" autoplay="{{false}}" />
<t-image src="${square}" width="100" height="50" mode="aspectFit" />
<t-empty icon="cart" description="Nothing here" />
<t-skeleton rowCol="{{[1, 1]}}" loading />
<t-icon name="search" size="48rpx" />
<t-button theme="primary" block data-what="dialog" bind:tap="open">Ask</t-button>
<t-button block data-what="popup" bind:tap="open">Slide up</t-button>
<t-button block data-what="picker" bind:tap="open">Pick</t-button>
<t-button block data-what="date" bind:tap="open">Pick a day</t-button>
<t-button block bind:tap="toast">Toast</t-button>
<t-button block bind:tap="message">Message</t-button>
<t-button block bind:tap="desk">Desk</t-button>
<t-dialog visible="{{dialog}}" title="Refund?" content="It cannot be undone" confirm-btn="Refund" cancel-btn="Keep" data-what="dialog" data-kind="dialog" bind:confirm="shut" bind:cancel="shut" />
<t-popup visible="{{popup}}" placement="bottom" data-what="popup" bind:visible-change="shut"><view class="wide">from below</view></t-popup>
<t-picker visible="{{picker}}" title="City" value="{{['ams']}}" cancelBtn="No" confirmBtn="Yes" usePopup="{{true}}" data-what="picker" bind:close="shut" data-kind="picker" bind:change="tell">
  <t-picker-item options="{{[{ label: 'Amsterdam', value: 'ams' }, { label: 'Berlin', value: 'ber' }]}}" />
</t-picker>
<t-date-time-picker visible="{{date}}" title="Day" mode="date" value="2026-11-27" start="2020-01-01" end="2030-12-31" data-what="date" bind:close="shut" data-kind="date" bind:confirm="tell" cancelBtn="No" confirmBtn="Yes" />
<t-toast id="t-toast" />
<t-message id="t-message" />`,
  'operator/desk/desk.json': JSON.stringify({
    navigationBarTitleText: 'Desk',
    usingComponents: { 't-cell': 'tdesign-miniprogram/cell/cell' },
  }),
  'operator/desk/desk.ts':
    'Page({ data: { number: "" }, onLoad({ out_trade_no }) { this.setData({ number: out_trade_no }); } });',
  'operator/desk/desk.wxml': '<t-cell title="Order" note="{{number}}" />',
};
