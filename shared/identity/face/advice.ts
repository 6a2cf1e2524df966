/**
 * What a person should do now, as a stable word (`advice`), with the sentences that the word stands for. The functions answer
 * the word; a mini-program shows its sentence. docs/face-verification.md has the table.
 */

interface Sentences {
  readonly en: string;
  readonly zh: string;
}

export const adviceTable = {
  verified: { en: 'You are verified.', zh: '验证已通过。' },
  continue: {
    en: 'The check is not finished yet. Finish it on your phone, or wait a moment.',
    zh: '验证尚未完成。请在手机上完成验证，或稍等片刻。',
  },
  ask_again: {
    en: 'WeChat has not told the result yet. Wait a moment, please.',
    zh: '微信暂未返回验证结果，请稍等片刻。',
  },
  check_details: {
    en: 'The name and the ID number do not belong together. Check both and start again.',
    zh: '姓名与身份证号码不匹配，请核对后重新验证。',
  },
  another_person: {
    en: 'The face is not that of the person on the ID card. Only that person can do the check.',
    zh: '人脸与身份证本人不符，请由本人进行验证。',
  },
  not_on_record: {
    en: 'The authorities have no photo for this ID card. Please contact us, we check it by hand.',
    zh: '权威数据源中没有该身份证的比对信息，请联系我们进行人工处理。',
  },
  retake: {
    en: 'Your face was not seen well. Start again in even light, hold the phone still and take off glasses and mask.',
    zh: '未能清晰采集人脸。请在光线均匀处重新验证，保持手机稳定，摘下眼镜和口罩。',
  },
  cancelled: {
    en: 'You cancelled the check. You can start again whenever you like.',
    zh: '您已取消验证，可随时重新开始。',
  },
  allow_access: {
    en: 'WeChat may not use the camera or the microphone. Allow both in the settings and start again.',
    zh: '微信没有相机或麦克风权限。请在系统设置中允许后重新验证。',
  },
  other_device: {
    en: 'This phone cannot do the check. Update WeChat or take another phone.',
    zh: '当前设备无法进行验证，请更新微信或更换手机后重试。',
  },
  network: {
    en: 'The network failed during the check. Start again with a better connection.',
    zh: '验证过程中网络异常，请在网络良好时重新验证。',
  },
  start_again: {
    en: 'This check came to nothing. Please start again.',
    zh: '本次验证未能完成，请重新开始验证。',
  },
  slow_down: {
    en: 'There were too many checks in a short time. Wait a few minutes and start again.',
    zh: '验证过于频繁，请几分钟后再试。',
  },
  too_many_attempts: {
    en: 'You have used up the attempts for now. Come back at the time shown.',
    zh: '验证次数已达上限，请在提示的时间之后再试。',
  },
  try_later: {
    en: 'The check is not available at the moment. Please try again later.',
    zh: '验证服务暂时不可用，请稍后再试。',
  },
  ask_merchant: {
    en: 'We cannot check faces at the moment. Please contact us.',
    zh: '暂时无法为您进行人脸验证，请联系我们。',
  },
  sign_in_again: {
    en: 'WeChat does not know you here. Close the mini-program, open it again and start again.',
    zh: '微信未能识别您的身份，请关闭小程序后重新打开并重新验证。',
  },
  expired: {
    en: 'The time for this check is over. Please start again.',
    zh: '本次验证已超时失效，请重新开始验证。',
  },
} as const satisfies Readonly<Record<string, Sentences>>;

export type Advice = keyof typeof adviceTable;

export const adviceWords = Object.keys(adviceTable) as readonly Advice[];
