// Runs a page of the mini-program without a phone: its own script, a `wx` that the test scripts, and setData as WeChat does it.
/// <reference types="miniprogram-api-typings" />

/** Data of a page or component, or what one of them is given. */
export type Fields = Record<string, unknown>;
type Answer = object | string | null | undefined;
type Answering = (data: Fields) => Answer | Promise<Answer>;
/** A method of a page or component. */
export type Method = (...args: unknown[]) => unknown;

/** What a test scripts of `wx`; the storage is real and survives `restart`. */
export class FakeWechat {
  readonly storage = new Map<string, unknown>();
  /** Names under which something lies that WeChat itself cannot read, as after a write that broke off. */
  readonly halfWritten = new Set<string>();
  readonly callFunction = jest.fn();
  readonly requestPayment = jest.fn();
  readonly setClipboardData = jest.fn();
  readonly chooseAddress = jest.fn();
  readonly requestSubscribeMessage = jest.fn();
  readonly showModal = jest.fn();
  readonly stopPullDownRefresh = jest.fn();
  readonly openPrivacyContract = jest.fn();
  readonly addCard = jest.fn();
  readonly openCard = jest.fn();
  readonly navigateToMiniProgram = jest.fn();
  readonly checkIsSupportFacialRecognition = jest.fn();
  readonly requestFacialVerify = jest.fn();
  readonly startFacialRecognitionVerify = jest.fn();
  readonly moved: string[] = [];
  readonly said: string[] = [];
  readonly badges: string[] = [];
  language = 'en';
  /** What refuses every way to another page. */
  refusal: string | undefined;

  /** Puts it where the mini-program looks for it, with nothing scripted. */
  install(): void {
    for (const mock of [this.callFunction, this.requestPayment, this.setClipboardData]) mock.mockReset();
    for (const mock of [this.chooseAddress, this.requestSubscribeMessage, this.showModal]) mock.mockReset();
    for (const mock of [this.setClipboardData, this.requestSubscribeMessage]) mock.mockResolvedValue({});
    for (const mock of [this.openPrivacyContract, ...Object.values(this.abilities())]) mock.mockReset();
    this.storage.clear();
    this.halfWritten.clear();
    this.moved.length = this.said.length = this.badges.length = 0;
    this.refusal = undefined;
    Object.assign(globalThis, { wx: this.surface(), getCurrentPages: () => [] });
  }

  /** The next calls of the functions answer by action; a string is an error as the back end says it, a null no answer at all. */
  answers(script: Readonly<Record<string, object | string | null | Answering>>): void {
    this.callFunction.mockImplementation(async ({ data }: { data: Fields }) => {
      const scripted = script[String(data['action'])];
      const answer = isFunction(scripted) ? await Promise.resolve(scripted(data)) : scripted;
      if (answer === undefined) throw new Error(`the test scripts no answer to ${String(data['action'])}`);
      // WeChat rejects with a plain object.
      if (answer === null)
        return Promise.reject(Object.assign(new Error('no answer'), { errMsg: 'cloud.callFunction:fail' }));
      return {
        result: typeof answer === 'string' ? { errcode: 1, errmsg: answer } : { errcode: 0, ...answer },
      };
    });
  }

  /** What was asked of the functions, by action. */
  asked(action: string): readonly Fields[] {
    const calls = this.callFunction.mock.calls as readonly (readonly [{ readonly data: Fields }])[];
    return calls.flatMap(([{ data }]) => (data['action'] === action ? [data] : []));
  }

  /** What the app does for a card and for a face. */
  private abilities(): Readonly<Record<string, jest.Mock>> {
    const { addCard, openCard, navigateToMiniProgram } = this;
    const { checkIsSupportFacialRecognition, requestFacialVerify, startFacialRecognitionVerify } = this;
    return {
      ...{ addCard, openCard, navigateToMiniProgram },
      ...{ checkIsSupportFacialRecognition, requestFacialVerify, startFacialRecognitionVerify },
    };
  }

  private surface(): object {
    const go =
      (name: string) =>
      async ({ url = '' }: { url?: string } = {}): Promise<void> => {
        if (this.refusal) throw Object.assign(new Error(this.refusal), { errMsg: this.refusal });
        this.moved.push(`${name} ${url}`.trim());
      };
    return {
      cloud: { callFunction: this.callFunction },
      requestPayment: this.requestPayment,
      setClipboardData: this.setClipboardData,
      chooseAddress: this.chooseAddress,
      requestSubscribeMessage: this.requestSubscribeMessage,
      showModal: this.showModal,
      stopPullDownRefresh: this.stopPullDownRefresh,
      openPrivacyContract: this.openPrivacyContract,
      ...this.abilities(),
      getStorageSync: (key: string) => {
        if (this.halfWritten.has(key)) throw new SyntaxError('Unexpected end of JSON input');
        return this.storage.get(key) ?? '';
      },
      setStorageSync: (key: string, value: unknown) => this.storage.set(key, structuredClone(value)),
      removeStorageSync: (key: string) => this.storage.delete(key),
      getAppBaseInfo: () => ({ language: this.language }),
      getAccountInfoSync: () => ({ miniProgram: { version: '' } }),
      setNavigationBarTitle: async () => undefined,
      setTabBarItem: async () => undefined,
      setTabBarBadge: async ({ text }: { text: string }) => this.badges.push(text),
      removeTabBarBadge: async () => this.badges.push(''),
      showToast: async ({ title }: { title: string }) => this.said.push(title),
      navigateTo: go('navigateTo'),
      redirectTo: go('redirectTo'),
      switchTab: go('switchTab'),
      navigateBack: go('navigateBack'),
    };
  }
}

/** One page, opened. */
export class PageUnderTest {
  readonly data: Fields;
  /** Everything that setData was given, one entry a call. */
  readonly sent: Fields[] = [];
  private readonly self: Record<string, unknown>;

  constructor(options: Fields) {
    this.data = structuredClone(options['data'] as Fields);
    const setData = (next: Fields): void => {
      this.sent.push(next);
      for (const [path, value] of Object.entries(next)) put(this.data, path, value);
    };
    this.self = { ...options, data: this.data, setData };
  }

  /** Calls one of its methods, and waits for it. */
  async do(name: string, ...args: unknown[]): Promise<unknown> {
    const method = this.self[name] as Method;
    const answer = await method.apply(this.self, args);
    await settled();
    return answer;
  }

  /** Shows it, as WeChat does when it is opened. */
  async open(query: Readonly<Record<string, string>> = {}): Promise<this> {
    for (const name of ['onLoad', 'onShow', 'onReady']) if (this.self[name]) await this.do(name, query);
    return this;
  }

  /** What is visible to the person, as far as the page's data say. */
  shows(...names: readonly string[]): Fields {
    return Object.fromEntries(names.map((name) => [name, this.data[name]]));
  }
}

/** Everything that was under way has been answered, where no timer is waited for. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
}

/** An event as a component raises it. */
export const event = (detail: object, dataset: object = {}) => ({ detail, currentTarget: { dataset } });

const isFunction = (value: unknown): value is Answering => typeof value === 'function';

let captured: Fields | undefined;
Object.assign(globalThis, {
  Page: (options: Fields) => {
    captured = options;
  },
});

/** The script of a page; `load` imports it. */
export async function pageScript(load: () => Promise<unknown>): Promise<Fields> {
  await load();
  if (!captured) throw new Error('the script calls no Page()');
  return captured;
}

/** Sets what a path such as `rows[2].count` names, as setData does. */
export function put(data: Fields, path: string, value: unknown): void {
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  const last = steps.pop() ?? '';
  const place = steps.reduce<Fields>((at, step) => at[step] as Fields, data);
  place[last] = value;
}
