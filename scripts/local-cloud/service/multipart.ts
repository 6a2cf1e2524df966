// Reads multipart/form-data, the form in which the SDKs send bytes beside fields (RFC 7578).
import { paramRefused } from '../database/database-errors';

const headerEnd = Buffer.from('\r\n\r\n');

/** The parts by field name. A later field of the same name wins. */
export function readMultipart(body: Buffer, contentType: string): Map<string, Buffer> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/.exec(contentType);
  if (!boundary) throw paramRefused('multipart body without a boundary in its content type');
  const delimiter = Buffer.from(`--${boundary[1] ?? boundary[2] ?? ''}`);
  const parts = new Map<string, Buffer>();
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const end = body.indexOf(delimiter, start + delimiter.length);
    if (end < 0) break;
    // The line break before a delimiter belongs to the delimiter.
    addPart(parts, body.subarray(start + delimiter.length, end - 2));
    start = end;
  }
  return parts;
}

function addPart(parts: Map<string, Buffer>, part: Buffer): void {
  const split = part.indexOf(headerEnd);
  const name = split < 0 ? undefined : /\bname="([^"]*)"/.exec(part.toString('utf8', 0, split))?.[1];
  if (name === undefined) throw paramRefused('multipart body with a part that has no name');
  parts.set(name, part.subarray(split + headerEnd.length));
}
