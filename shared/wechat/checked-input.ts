/** What merchants' own code or files hand to a call of WeChat's server, checked before anything is sent. */
import * as v from 'valibot';
import { sizeIn, type TextLimit } from '../kernel/text';

/** A filled text of at most so much. */
export const filled = (most: number, unit: TextLimit['unit'] = 'bytes'): v.GenericSchema<string> =>
  v.pipe(
    v.string('must be a text'),
    v.check((text) => text.trim() !== '', 'must not be empty'),
    v.check(
      (text) => sizeIn(text, unit) <= most,
      `must be at most ${most} ${unit === 'bytes' ? 'bytes of UTF-8' : unit}`,
    ),
    v.check((text) => !/[\p{Cs}\0]/u.test(text), 'holds half a character or none'),
  );

/** An openid as WeChat makes them. */
export const openid = v.pipe(v.string('must be an openid'), v.regex(/^[\w-]{6,64}$/, 'must be an openid'));

/** The id of a file that was uploaded, or of a template. */
export const idText = v.pipe(
  v.string('must be an id of WeChat'),
  v.regex(/^[\w-]{1,128}$/, 'must be an id of WeChat'),
);

/** The address of a web page. */
export const webAddress = (most: number): v.GenericSchema<string> =>
  v.pipe(filled(most), v.regex(/^https?:\/\/[^\s]+$/i, 'must begin with https:// or http://'));

/** A page of a mini-program, without a slash before it. */
export const pagePath = v.pipe(
  filled(1024),
  v.regex(/^[^/\s][^\s]*$/, 'must be a page of the mini-program, without "/" before it'),
);
