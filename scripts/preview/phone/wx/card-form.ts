// wx.navigateToMiniProgram, for the one mini-program that the preview plays: WeChat's member card component. Its form
// gives a ticket, which comes back to App.onShow (developers.weixin.qq.com, membership card component and
// wx.navigateToMiniProgram, read 2026-11).
import * as v from 'valibot';
import { WxFailure } from './calling';
import { post } from './local-port';
import { showModal } from './overlay';
import type { Screen } from './overlay';
import { runSheet } from './sheet';

/** WeChat's member card component: every shop opens it under this appid. */
const component = 'wxeb490c6f9b154ef9';

/** How the mini-program leaves the screen for another one, and comes back; `extraData` where that one left some. */
export interface AppLife {
  leave(): void;
  comeBack(from: { readonly appId: string; readonly extraData?: object }): void;
}

interface Target {
  readonly appId?: unknown;
  readonly extraData?: unknown;
}

/** Which card, for which shop; from the address that WeChat gives the shop for its card. */
const parametersSchema = v.object({
  encrypt_card_id: v.pipe(v.string(), v.nonEmpty()),
  biz: v.pipe(v.string(), v.nonEmpty()),
  outer_str: v.optional(v.string(), ''),
});

type Parameters = v.InferOutput<typeof parametersSchema>;

/** What the person agrees to give; on a real phone WeChat knows it, and asks only for what the shop wants. */
const givenForm: Readonly<Record<string, string>> = {
  USER_FORM_INFO_FLAG_MOBILE: '13912345678',
  USER_FORM_INFO_FLAG_NAME: '李雷',
  USER_FORM_INFO_FLAG_SEX: '男',
  USER_FORM_INFO_FLAG_BIRTHDAY: '1995-5-17',
};

/** Asks the person, leaves for the component, and comes back when its form is done. Succeeds once it is open. */
export async function navigateToMiniProgram(
  screen: Screen,
  life: AppLife,
  { appId, extraData }: Target,
): Promise<undefined> {
  if (appId !== component) {
    throw new WxFailure(`appId "${String(appId)}" is not in the preview, which plays only ${component}`);
  }
  const parameters = v.safeParse(parametersSchema, extraData);
  if (!parameters.success) {
    const wrong = parameters.issues.map(
      (issue) => `extraData.${v.getDotPath(issue) ?? ''}: ${issue.message}`,
    );
    throw new WxFailure(`parameter error: ${wrong.join('; ')}`);
  }
  const question = await showModal(screen, { content: screen.words.leave, confirmText: screen.words.allow });
  if (!question.confirm) throw new WxFailure('cancel');
  life.leave();
  void fillIn(screen, life, parameters.output);
  return undefined;
}

async function fillIn(screen: Screen, life: AppLife, parameters: Parameters): Promise<void> {
  // A refusal was shown on the form; on a real phone too one then comes back with nothing.
  const left = await form(screen, parameters).catch(() => undefined);
  life.comeBack({ appId: component, ...(left && { extraData: left }) });
}

function form(screen: Screen, parameters: Parameters): Promise<object | undefined> {
  const { words, person } = screen;
  return runSheet(
    screen,
    {
      name: words.form,
      heading: words.formHeading,
      text: words.formText,
      figure: 'card',
      rows: [
        [words.formPhone, givenForm['USER_FORM_INFO_FLAG_MOBILE'] ?? ''],
        [words.formName, givenForm['USER_FORM_INFO_FLAG_NAME'] ?? ''],
      ],
      yes: { outcome: 'submit', text: words.submit },
      no: { outcome: 'leave', text: words.leaveForm },
    },
    async (outcome) => {
      if (outcome === 'leave') return undefined;
      const body = { openid: person.openid, extra_data: parameters, form: givenForm };
      const { activate_ticket, card_id, code } = await post(
        '/sandbox/weixin/client/card/activate-form',
        body,
        person,
      );
      return { activate_ticket, card_id, code };
    },
  );
}
