/** The reader of WeChat Pay v2's XML: what it reads, what it refuses, and that a public parser reads the same. */
import { XMLParser } from 'fast-xml-parser';
import fc from 'fast-check';
import { readXml, writeXml, xmlText } from '../../shared/codecs/xml';
import { v2Vectors } from '../fixtures/v2/platform';
import { isThorough } from '../thorough';

const inXml = (inside: string): string => `<xml>${inside}</xml>`;

describe('XML', () => {
  test('values are strings as they stand: leading zeros, long numbers and blanks survive', () => {
    const text = '<a>007</a>\n<b><![CDATA[4200002408012024080100000011]]></b><c> x </c><d/><e></e>';
    expect(readXml(inXml(text), 'xml')).toEqual({
      a: '007',
      b: '4200002408012024080100000011',
      c: ' x ',
      d: '',
      e: '',
    });
  });

  test('a declaration, a byte order mark and blanks around the root are no trouble', () => {
    const text = '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<xml>\n<a>1</a>\n</xml>\n';
    expect(readXml(text, 'xml')).toEqual({ a: '1' });
  });

  test('the five named entities and numeric references are decoded, once', () => {
    expect(readXml(inXml('<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x4e2d;&amp;lt;</a>'), 'xml')).toEqual({
      a: '<>&"\'A中&lt;',
    });
    expect(readXml(inXml('<a><![CDATA[&lt;]]></a>'), 'xml')).toEqual({ a: '&lt;' });
  });

  test.each([
    ['a DOCTYPE with an external entity', v2Vectors.xxe],
    ['a DOCTYPE alone', '<!DOCTYPE xml><xml></xml>'],
    ['an entity of its own', inXml('<a>&e;</a>')],
    ['an HTML entity', inXml('<a>&nbsp;</a>')],
    ['a bare ampersand', inXml('<a>a&b</a>')],
    ['a reference to no character', inXml('<a>&#0;</a>')],
    ['a reference to half a pair', inXml('<a>&#xD800;</a>')],
    ['a reference beyond Unicode', inXml('<a>&#x110000;</a>')],
    ['a processing instruction', inXml('<?php echo 1?><a>1</a>')],
    ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?><xml></xml>'],
    ['a comment', inXml('<!-- x --><a>1</a>')],
    ['an attribute', inXml('<a x="1">1</a>')],
    ['nesting', inXml('<a><b>1</b></a>')],
    ['a name twice', inXml('<a>1</a><a>1</a>')],
    ['__proto__', inXml('<__proto__>1</__proto__>')],
    ['constructor', inXml('<constructor>1</constructor>')],
    ['text between fields', inXml('x<a>1</a>')],
    ['another root', '<html></html>'],
    ['two roots', '<xml></xml><xml></xml>'],
    ['a tag that is not closed', inXml('<a>1')],
    ['crossed tags', inXml('<a><![CDATA[1]]></b></a>')],
    ['CDATA that does not end', inXml('<a><![CDATA[1</a>')],
    ['a bare end of CDATA', inXml('<a>]]></a>')],
    ['a control character', inXml('<a>\u0001</a>')],
    ['nothing', ''],
    ['more than 64 KB', inXml(`<a>${'中'.repeat(22_000)}</a>`)],
  ])('%s is refused', (_what, text) => {
    expect(readXml(text, 'xml')).toBeUndefined();
  });

  test('thousands of CDATA sections without an end are refused without trying every way to read them', () => {
    expect(readXml(inXml(`<a>${'<![CDATA[x]]>'.repeat(4800)}`), 'xml')).toBeUndefined();
  });

  test('any text that is written is read back the same, by us and by a public parser', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, processEntities: false });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        // A line end of two characters is one in XML.
        const text = xmlText(raw).replaceAll('\r', '');
        const document = writeXml({ a: text, b: '2>1<0', c: ']]>' });
        expect(readXml(document, 'xml')).toEqual({ a: text, b: '2>1<0', c: ']]>' });
        expect(parser.parse(document)).toEqual({ xml: { a: text, b: '2>1<0', c: ']]>' } });
      }),
    );
  });

  test('whatever it accepts, a public parser reads in the same way', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false });
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<b>',
      '</b>',
      '<![CDATA[',
      ']]>',
      '&lt;',
      '1',
      ' ',
      '<c/>',
      '&',
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const document = inXml(pieces.join(''));
        const ours = readXml(document, 'xml');
        if (!ours) return;
        accepted += 1;
        const { xml } = parser.parse(document) as { xml: string | Record<string, unknown> };
        const { '#text': _, ...theirs } = typeof xml === 'string' ? {} : xml;
        expect(theirs).toEqual(ours);
      }),
      { numRuns: isThorough ? 20_000 : 5000, seed: 7 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});
