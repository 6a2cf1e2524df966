// English: the customer's phone number, identity and member card, and what can go wrong with them.
import type { zhCnPerson } from './zh-cn-person';

export const enPerson: Readonly<Record<keyof typeof zhCnPerson, string>> = {
  phone: 'Phone number',
  phone_text:
    'Only when you allow it, the shop gets the number bound to your WeChat, so that it knows an order is yours.',
  phone_bind: 'Sign in with phone',
  phone_change: 'Change number',
  phone_bound: 'Bound',
  phone_refused: 'You did not allow it. The shop got no number.',
  phone_quota: 'The shop has used up its phone numbers for now. Please come back later.',
  phone_failed: 'WeChat gave no number. Please try again later.',

  try_again_at: 'Too many attempts. Please come back after {time}.',

  error_CONFIG_MISSING: 'This shop has not switched this on.',
  error_INVALID_INPUT: 'Something is not filled in right. Please check it and try again.',
  error_SESSION_NOT_FOUND: 'This verification cannot be found. Please start anew.',
  error_TOO_MANY_ATTEMPTS: 'Too many attempts. Please come back later.',
  error_CODE_REJECTED: 'This permission is no longer valid. Please press the button again.',
  error_IDENTITY_REJECTED: 'WeChat did not accept this name and ID number. Please check both.',
  error_MEMBER_NOT_FOUND: 'You are not a member yet.',
  error_CARD_NOT_FOUND: 'This card cannot be found. Please refresh and try again.',
  error_WECHAT_REFUSED: 'WeChat did not accept this. Please try again later, or contact the shop.',
  error_WECHAT_UNKNOWN: 'WeChat has not answered. Please look again later and do not repeat it.',
  error_WECHAT_UNREACHABLE: 'WeChat cannot be reached right now. Please try again later.',
  error_WECHAT_QUOTA: 'The shop has used up what WeChat allows per day. Please come back tomorrow.',
};
