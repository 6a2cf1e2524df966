/** The digests by which WeChat knows a card, and what a name may look like. */
import { certHash, md5, problemOfName } from '../../../shared/identity/face/certificate';

describe('cert_hash', () => {
  test.each([
    // The example of WeChat's page; its number fails the check of GB 11643, so it is hashed as it is.
    ['张三', '310101199801011234', '3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b'],
    ['张三', '11010119000101009X', '7de14e3f1061649989e7fed8844056dc318eef078d444ca4fc4aaab78ca74a6a'],
    ['张三', '11010519491231002X', '471b502b022b21f3e120c5deb08295259bd77cac82956ebffc055c6fced73ce0'],
    // Its name has "/" and "=" in base64: no URL-safe alphabet, no percent signs.
    [
      '阿卜杜·克里木',
      '11010119000101009X',
      '21929d4be107d074e43af435e63dba1ed70f5453f74ca65b179aa4d71d8efcd9',
    ],
  ])('of %s, %s', (name, number, expected) => {
    expect(certHash({ name, number })).toBe(expected);
  });
});

describe('the digest of version 1', () => {
  test.each([
    ['张三', '615db57aa314529aaa0fbe95b3e95bd3'],
    ['11010119000101009X', 'c1a0bbcb78a87e1fc8743ff37afd2747'],
  ])('of %s', (text, expected) => {
    expect(md5(text)).toBe(expected);
  });

  test('is another one of GBK, and of a small x', () => {
    expect(md5('张三')).not.toBe('894152fff4f97e8fb2b8f304c5c56ebb');
    expect(md5('11010119000101009x')).toBe('a543ce6d463a0fce5e444ced8fc6058c');
  });
});

describe('a name', () => {
  test.each([
    '张三',
    '阿卜杜·克里木',
    '买买提•吐尔逊',
    '欧阳',
    'Anna Müller',
    '李𠮷',
    '\ue863某',
    '王',
    '某'.repeat(50),
  ])('may be %s', (name) => {
    expect(problemOfName(name)).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['a line break', '张\n三'],
    ['a null', '张\u0000三'],
    ['an invisible character', '张\u200b三'],
    ['a mark that turns the text round', '张\u202e三'],
    ['half a character', '张\ud842'],
    ['51 characters', '某'.repeat(51)],
    ['a number', '11010119000101009'],
    ['dots alone', '···'],
  ])('may not be or hold %s', (_what, name) => {
    const problem = problemOfName(name);
    expect(problem).toEqual(expect.any(String));
    expect(name === '' || !problem?.includes(name)).toBe(true);
  });
});
