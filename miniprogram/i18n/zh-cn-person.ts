// 简体中文: the customer's phone number, identity and member card, and what can go wrong with them.

export const zhCnPerson = {
  phone: '手机号',
  phone_text: '您同意后，商家才会从微信收到您绑定的手机号，用来确认订单是您的。',
  phone_bind: '用手机号登录',
  phone_change: '更换手机号',
  phone_bound: '已绑定',
  phone_refused: '您没有同意，商家没有收到手机号。',
  phone_quota: '商家获取手机号的次数已用完，请稍后再来。',
  phone_failed: '微信没有给出手机号，请稍后重试。',

  try_again_at: '尝试次数太多，请在 {time} 之后再来。',

  error_CONFIG_MISSING: '这家商店还没有开通这项功能。',
  error_INVALID_INPUT: '填写的内容有误，请核对后重试。',
  error_SESSION_NOT_FOUND: '找不到这次验证，请重新开始。',
  error_TOO_MANY_ATTEMPTS: '尝试次数太多，请稍后再来。',
  error_CODE_REJECTED: '这次授权已失效，请再按一次按钮。',
  error_IDENTITY_REJECTED: '微信没有接受这个姓名和身份证号，请核对后重试。',
  error_MEMBER_NOT_FOUND: '您还不是会员。',
  error_CARD_NOT_FOUND: '找不到这张会员卡，请刷新后重试。',
  error_WECHAT_REFUSED: '微信没有接受这次请求，请稍后重试，或联系商家。',
  error_WECHAT_UNKNOWN: '微信还没有答复，请稍后再看，不要重复操作。',
  error_WECHAT_UNREACHABLE: '暂时连不上微信，请稍后重试。',
  error_WECHAT_QUOTA: '商家今天使用这项功能的次数已用完，请明天再来。',
};
