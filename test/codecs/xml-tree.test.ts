/** The reader of pushed XML: fields inside fields, lists, the same guards as the flat one, and a public parser reads the same. */
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { readXmlTree, writeXmlTree } from '../../shared/codecs/xml-tree';

const inXml = (inside: string): string => `<xml>${inside}</xml>`;

describe('nested XML', () => {
  test('is read into texts, fields inside fields, and lists of what comes again', () => {
    const text = `<Event><![CDATA[complaint_callback]]></Event>
      <Info><order_id>42000000000000000000000001</order_id>
        <history><time>1</time></history><history><time>2</time></history>
        <one><time>3</time></one><none/>
      </Info>`;
    expect(readXmlTree(inXml(text))).toEqual({
      Event: 'complaint_callback',
      Info: {
        order_id: '42000000000000000000000001',
        history: [{ time: '1' }, { time: '2' }],
        one: { time: '3' },
        none: '',
      },
    });
  });

  test('keeps empty fields and the blanks of a text', () => {
    expect(readXmlTree(inXml('<a></a><b> x </b><c>&lt;b/&gt;</c><d><e/><e/></d>'))).toEqual({
      a: '',
      b: ' x ',
      c: '<b/>',
      d: { e: ['', ''] },
    });
  });

  test.each([
    [
      'a DOCTYPE with an entity',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${inXml('<a>&e;</a>')}`,
    ],
    ['entities that grow', inXml('<a>&lol;</a>')],
    ['a processing instruction', inXml('<?php 1?><a>1</a>')],
    ['a comment', inXml('<a><!-- x --></a>')],
    ['an attribute', inXml('<a><b c="1"/></a>')],
    ['text beside fields', inXml('<a>x<b>1</b></a>')],
    ['text behind fields', inXml('<a><b>1</b>x</a>')],
    ['a name twice at the top, where one would hide the other', inXml('<Event>a</Event><Event>b</Event>')],
    ['__proto__ inside', inXml('<a><__proto__>1</__proto__></a>')],
    ['nine levels', inXml('<a>'.repeat(9) + '</a>'.repeat(9))],
    ['crossed tags', inXml('<a><b></a></b>')],
    ['a tag that is not closed', inXml('<a><b>1</b>')],
    ['two roots', '<xml></xml><xml></xml>'],
    ['another root', '<root><a>1</a></root>'],
    ['a control character', inXml('<a><b>\u0001</b></a>')],
    ['more than 64 KB', inXml(`<a><b>${'x'.repeat(65_536)}</b></a>`)],
    ['nothing', ''],
  ])('with %s is refused', (_what, text) => {
    expect(readXmlTree(text)).toBeUndefined();
  });

  test('of eight levels and of thousands of fields is read in a moment', () => {
    expect(readXmlTree(inXml('<a>'.repeat(8) + '</a>'.repeat(8)))).toBeDefined();
    const started = performance.now();
    const many = readXmlTree(inXml(`<a>${'<b/>'.repeat(16_000)}</a>`));
    expect(JSON.stringify(many)).toHaveLength('{"a":{"b":[]}}'.length + 16_000 * 3 - 1);
    // Whoever reads again what was read before needs minutes for this.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('whatever it accepts, a public parser reads in the same way', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: true });
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<b>',
      '</b>',
      '<a><b>',
      '</b></a>',
      '<c/>',
      '<b>1</b>',
      '&lt;',
    );
    let nested = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const document = inXml(pieces.join(''));
        const ours = readXmlTree(document);
        if (!ours) return;
        if (Object.values(ours).some((value) => typeof value === 'object')) nested += 1;
        const { xml } = parser.parse(document) as { xml: string | Record<string, unknown> };
        expect(typeof xml === 'string' ? {} : xml).toEqual(ours);
      }),
      { numRuns: 30_000, seed: 11 },
    );
    expect(nested).toBeGreaterThan(20);
  });
});

describe('XML that is written', () => {
  test('has numbers bare, texts as CDATA, objects inside and lists as items', () => {
    const fields = {
      CreateTime: 12,
      Content: 'a]]>b',
      News: { Articles: [{ Title: 't' }] },
      none: undefined,
    };
    expect(writeXmlTree(fields)).toBe(
      '<xml><CreateTime>12</CreateTime><Content><![CDATA[a]]]]><![CDATA[>b]]></Content>' +
        '<News><Articles><item><Title><![CDATA[t]]></Title></item></Articles></News></xml>',
    );
  });

  test('is read back', () => {
    const fields = { a: '1', b: { c: 'x', d: { item: ['1', '2'] } } };
    expect(readXmlTree(writeXmlTree({ a: '1', b: { c: 'x', d: ['1', '2'] } }))).toEqual(fields);
  });
});
