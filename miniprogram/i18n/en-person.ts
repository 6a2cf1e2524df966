// English: the customer's phone number, identity and member card, and what can go wrong with them.
import type { zhCnPerson } from './zh-cn-person';

export const enPerson: Readonly<Record<keyof typeof zhCnPerson, string>> = {
  title_identity: 'Identity',

  phone: 'Phone number',
  phone_text:
    'Only when you allow it, the shop gets the number bound to your WeChat, so that it knows an order is yours.',
  phone_bind: 'Sign in with phone',
  phone_change: 'Change number',
  phone_bound: 'Bound',
  phone_refused: 'You did not allow it. The shop got no number.',
  phone_quota: 'The shop has used up its phone numbers for now. Please come back later.',
  phone_failed: 'WeChat gave no number. Please try again later.',

  identity: 'Verify identity',
  identity_hint: 'With your ID card and your face',

  identity_form: 'Your ID card',
  identity_purpose: 'To confirm that this account is yours. Only the Chinese resident ID card can be used.',
  identity_name: 'Name',
  identity_name_hint: 'As on the ID card',
  identity_number: 'ID number',
  identity_number_hint: '18 characters',
  identity_send: 'Agree and start',
  identity_privacy: 'What is done with your data',
  identity_privacy_text:
    'Name and ID number go to the shop’s cloud function only, which has WeChat compare them with the authority’s records. The shop keeps neither of them. WeChat takes the picture of your face; the shop never sees it. The shop keeps only the result and when it was.',
  identity_name_empty: 'Please enter your name.',
  identity_name_wrong: 'A name has no digits.',
  identity_number_empty: 'Please enter your ID number.',
  identity_number_length: 'An ID number has 18 characters. Please check it.',
  identity_number_letters: 'An ID number has digits only; the last one may be an X.',
  identity_number_date: 'The date of birth in this ID number does not exist. Please check it.',
  identity_number_check: 'This ID number is not right. Please check each digit.',
  identity_unsupported:
    'This device cannot verify faces. Please use another phone, or update WeChat and try again.',

  identity_checking: 'Confirming the result',
  identity_checking_text: 'This usually takes a few seconds.',
  identity_pending: 'No result yet',
  identity_pending_text: 'WeChat has not told the result yet. Check again, or start anew.',
  identity_verified: 'Verified',
  identity_verified_text: 'WeChat has confirmed that it is you.',
  identity_failed: 'Not verified',
  identity_failed_text: 'It could not be confirmed that it is you. You can try again.',
  identity_cancelled: 'Cancelled',
  identity_cancelled_text: 'You left before it was done. Nothing was kept.',
  identity_expired: 'Expired',
  identity_expired_text: 'This took too long. Please start anew.',
  identity_blocked: 'Too many attempts',
  identity_again: 'Verify again',
  identity_off: 'Not offered here',

  try_again_at: 'You can try again after {time}.',

  error_CONFIG_MISSING: 'This shop has not switched this on.',
  error_INVALID_INPUT: 'Something is not filled in right. Please check it and try again.',
  error_SESSION_NOT_FOUND: 'This verification cannot be found. Please start anew.',
  error_TOO_MANY_ATTEMPTS: 'Too many attempts. Please come back later.',
  error_CODE_REJECTED: 'This permission is no longer valid. Please press the button again.',
  error_IDENTITY_REJECTED: 'WeChat does not vouch for this account. Please sign in with your own one.',
  error_MEMBER_NOT_FOUND: 'You are not a member yet.',
  error_CARD_NOT_FOUND: 'This card cannot be found. Please refresh and try again.',
  error_CARD_NOT_USABLE: 'This card can no longer be used. Please contact the shop.',
  error_WECHAT_REFUSED: 'WeChat did not accept this. Please try again later, or contact the shop.',
  error_WECHAT_UNKNOWN: 'WeChat has not answered. Please look again later and do not repeat it.',
  error_WECHAT_UNREACHABLE: 'WeChat cannot be reached right now. Please try again later.',
  error_WECHAT_QUOTA: 'The shop has used up what WeChat allows per day. Please come back tomorrow.',
};
