// WeChat asks for consent before a mini-program first uses what is private; the mini-program may show the question itself
// (developers.weixin.qq.com, privacy authorization, read 2026-11). The phone has consented unless its address says `?privacy=ask`.
import { api, WxFailure } from './calling';
import type { Screen } from './overlay';
import { runSheet } from './sheet';

interface Answer {
  readonly event: string;
  readonly buttonId?: string;
}

type Question = (resolve: (answer: Answer) => void, about: { readonly referrer: string }) => void;

export class Privacy {
  private needed = new URLSearchParams(window.location.search).get('privacy') === 'ask';
  private question: Question | undefined;

  constructor(private readonly screen: Screen) {}

  /** Resolves when the person has consented; rejects like the function `name` when not. */
  async ask(name: string): Promise<void> {
    if (!this.needed) return;
    const answer = await (this.question ? this.askedByPage(this.question, name) : this.sheet());
    if (answer !== 'agree') {
      throw new WxFailure('privacy permission is not authorized', { errno: 104 });
    }
    this.needed = false;
  }

  /** Has a function ask first. */
  readonly guard =
    <Options>(name: string, run: (options: Options) => object | undefined | Promise<object | undefined>) =>
    async (options: Options) => {
      await this.ask(name);
      return run(options);
    };

  /** A button with open-type agreePrivacyAuthorization was tapped. */
  agree(): void {
    this.needed = false;
  }

  functions() {
    const contract = this.screen.words.privacyContract;
    return {
      getPrivacySetting: api('getPrivacySetting', () => ({
        needAuthorization: this.needed,
        privacyContractName: contract,
      })),
      onNeedPrivacyAuthorization: (question: Question) => {
        this.question = question;
      },
      requirePrivacyAuthorize: api('requirePrivacyAuthorize', async () => {
        await this.ask('requirePrivacyAuthorize');
        return undefined;
      }),
      openPrivacyContract: api('openPrivacyContract', () => undefined),
    };
  }

  private askedByPage(question: Question, referrer: string): Promise<string> {
    return new Promise((resolve) => {
      question(
        ({ event }) => {
          // The page only says that its question is on the screen.
          if (event !== 'exposureAuthorization') resolve(event);
        },
        { referrer },
      );
    });
  }

  private sheet(): Promise<string> {
    const { words } = this.screen;
    return runSheet(
      this.screen,
      {
        name: words.privacy,
        heading: words.privacyHeading,
        text: words.privacyContract,
        yes: { outcome: 'agree', text: words.allow },
        no: { outcome: 'disagree', text: words.refuse },
      },
      (outcome) => outcome,
    );
  }
}
