/** A logo at WeChat: recognised by its bytes, and uploaded once, however often the same picture is handed in. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { readInput } from '../../kernel/input';
import { isHeld } from '../../kernel/lease';
import { change } from '../../kernel/versioned';
import { uploadPicture } from './card-apis';
import { ask, leaseEnd, type Desk, type Errand } from './desk';
import type { UploadedPicture } from './ports';

/** WeChat documentation, "upload a picture", read 2026-11: JPG or PNG of at most 1 MB. */
const MOST_BYTES = 1024 * 1024;
const MOST_CHARACTERS = Math.ceil(MOST_BYTES / 3) * 4;

interface Picture {
  readonly bytes: Buffer;
  readonly kind: 'png' | 'jpeg';
}

const beginnings: readonly (readonly [Picture['kind'], Buffer])[] = [
  ['png', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['jpeg', Buffer.from('ffd8ff', 'hex')],
];

const input = v.object({
  buffer: v.pipe(
    v.string('must be the picture as base64 text'),
    v.nonEmpty('must not be empty'),
    v.maxLength(MOST_CHARACTERS, 'must be a picture of at most 1 MB'),
    v.regex(
      /^[A-Za-z0-9+/]*={0,2}$/,
      'must be base64 text alone, without "data:…" before it and without line breaks',
    ),
  ),
});

/** `uploadlogo` */
export function logoErrand(event: unknown): Errand {
  const picture = pictureIn(event);
  return (desk) => uploadLogo(desk, picture);
}

/** The picture that `uploadlogo` is given. Throws INVALID_INPUT. */
function pictureIn(event: unknown): Picture {
  const { buffer: base64 } = readInput(input, event);
  const bytes = Buffer.from(base64, 'base64');
  const kind = beginnings.find(([, beginning]) => bytes.subarray(0, beginning.length).equals(beginning))?.[0];
  if (bytes.length > MOST_BYTES)
    throw new PayError('INVALID_INPUT', 'buffer must be a picture of at most 1 MB');
  if (kind === undefined)
    throw new PayError('INVALID_INPUT', 'buffer must be a JPG or PNG picture in base64');
  return { bytes, kind };
}

/** The picture's address at WeChat. Throws PayError; BUSY while the same picture is being uploaded by another call. */
async function uploadLogo(desk: Desk, picture: Picture): Promise<{ readonly url: string }> {
  const { pictures } = desk.records;
  const digest = createHash('sha256').update(picture.bytes).digest('hex');
  const claimed = await claim(desk, `${desk.account.appid}:${digest}`);
  if (claimed.url !== '') return { url: claimed.url };
  try {
    const { url } = await ask(
      desk,
      uploadPicture,
      { upload: uploadOf(picture) },
      { what: 'uploading the picture' },
    );
    const uploadedAt = desk.wechat.clock.now();
    await change(pictures, claimed, (newest) => ({ ...newest, url, uploadedAt, leaseUntil: 0 }));
    return { url };
  } catch (error) {
    await change(pictures, claimed, (newest) =>
      newest.url === '' ? { ...newest, leaseUntil: 0 } : undefined,
    );
    throw error;
  }
}

const uploadOf = ({ bytes, kind }: Picture) => ({
  field: 'buffer',
  fileName: kind === 'png' ? 'logo.png' : 'logo.jpg',
  contentType: `image/${kind}`,
  bytes,
});

/** The record of a picture: with its address, or with this call's lease on it. */
async function claim({ wechat, records: { pictures } }: Desk, id: string): Promise<UploadedPicture> {
  const leaseUntil = leaseEnd(wechat);
  const first = { id, version: 1, url: '', leaseUntil, uploadedAt: 0 };
  const known = await pictures.get(id);
  if (!known && (await pictures.insert(first))) return first;
  const found = known ?? (await pictures.get(id));
  if (found && found.url !== '') return found;
  if (found && !isHeld(found.leaseUntil, wechat.clock.now())) {
    const claimed = { ...found, leaseUntil, version: (found.version ?? 0) + 1 };
    if (await pictures.replace(claimed, found.version)) return claimed;
  }
  throw new PayError('BUSY', 'this very picture is being uploaded at this moment. Try again');
}
