/** What only the command says: files and environments, document `wechat`, what PSPs answered, and how it is laid out. */
export const command = {
  document_missing: 'is missing: collection "config" has no document of that name',
  why_document_missing: 'Without it the functions know no PSP, and nobody can pay.',
  fix_document_missing: 'Make one: docs/configuration.md shows the shortest form.',
  app_secret: 'is the AppSecret of document wechat',
  why_app_secret:
    'Payments are signed with a key that is set in the merchant platform; the AppSecret is of the mini-program and signs nothing here.',
  fix_app_secret: 'Give the API key that was set in WeChat Pay’s merchant platform under API security.',
  unreadable_file: '{file} cannot be read ({why})',
  empty_file: 'the file is empty: a JSON object is wanted',
  no_configuration: 'is no configuration: a JSON object with pay_sp, or a list of such objects, is wanted',
  no_json: 'is no JSON: line {line}, character {character}',
  no_json_hint: 'is no JSON: line {line}, character {character} ({hint})',
  json_line_break: 'a line break inside quotation marks: write \\n in its place',
  json_typographic: 'there are typographic quotation marks in the file: write " in their place',
  json_quotes: 'names and texts stand in ", and JSON has no comments',
  json_comma: 'a comma before it is too much',
  why_file: 'Nothing in it can be read, so nothing else can be said about it.',
  fix_file: 'Write it as one JSON object; docs/configuration.md shows the shortest form.',

  wechat_field: '{said}',
  why_wechat: 'Sign-in, phone numbers, cards or messages that need it answer an error in its place.',
  wechat_misspelt: 'is no field; {near} is probably meant',
  fix_wechat_official:
    'Give it as mp.weixin.qq.com shows it for the official account, under Development → Basic Configuration.',
  fix_wechat_app:
    'Give it as mp.weixin.qq.com shows it for the mini-program, under Development → Development Settings.',
  fix_wechat_push:
    'Give the three as they were entered at WeChat for the message push: token, EncodingAESKey (43 characters), mode.',
  fix_wechat_hosts: 'Give a list of host names without https://, as ["shop.example.com"].',
  fix_wechat_face:
    'Give {example}, the words that a face may be verified for; version and max_attempts may be missing.',
  fix_wechat_member:
    'Give the card_id that createcard answered, and earn as {example}; docs/wechat.md has an example.',
  fix_wechat_messages:
    'Give template_id and data of a template that you chose at mp.weixin.qq.com, under Subscribe Messages.',
  fix_wechat_other: 'Change {field} as the sentence says, or take it away if it is not wanted.',

  online_not_in_order: 'was not asked: its account is not in order',
  online_cloudpay: 'was not asked: only a function in the cloud can call cloudPay',
  online_no_app:
    'refused a question in the name of no mini-program ({words}); its block leaves appid to the calling mini-program, so write it there to have it asked properly',
  online_good: 'answered in good order',
  online_unknown_order: 'knows the account; as expected it knows no such order ({words})',
  online_undocumented: 'was reached; what it said is not documented, so judge yourself: {words}',
  online_unaskable: 'cannot be asked about a payment that it never made ({words})',
  online_no_words: 'no words',
  online_refused: 'refused the question: {words}',
  why_online_refused: 'It would refuse payments, too.',
  online_unknown: '{said} ({words})',
  why_online_unknown: 'What cannot be read or verified is never taken for a payment.',
  online_unsent: 'could not be asked: {words}',
  why_online_unsent: 'Neither could the functions, so nobody could pay.',
  fix_online:
    'Compare the account’s numbers and keys with what the PSP’s own pages show, or ask the PSP with its words.',
  fix_online_no_keys:
    'Merchants admitted since late 2024 have no platform certificates: give public_key_id and public_key (merchant platform, API security).',
  fix_online_untrusted: 'Correct endpoint, or trust the certificate’s authority by NODE_EXTRA_CA_CERTS.',
  fix_online_no_token: 'Compare the account’s id and key with what the PSP’s own pages show.',

  print_title: 'the configuration of {name}',
  print_holds: '{field} holds {found}',
  print_asked: '{paySp} {answer}',
  print_note: 'note on {field}: {note}',
  print_why: 'why it matters: {why}',
  print_fix: 'what to do:     {fix}',
  print_count: '{count} problems',
  print_certificate: '{found}, serial {serial}, issued by {by}, good from {from} to {to}',
} as const;
