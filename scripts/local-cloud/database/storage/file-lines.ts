// The lines of a file that may be larger than memory.
import { closeSync, openSync, readSync } from 'node:fs';

const newline = 0x0a;
const blockLength = 4 * 1024 * 1024;

/** Its whole lines, one after the other. Answers whether something stands behind the last of them, as in a file that was torn off. */
export function* linesOf(file: string): Generator<string, boolean> {
  const fd = openSync(file, 'r');
  try {
    let rest: Buffer[] = [];
    for (;;) {
      const block = Buffer.alloc(blockLength);
      const length = readSync(fd, block);
      let start = 0;
      for (let end = block.indexOf(newline); end >= 0 && end < length; end = block.indexOf(newline, start)) {
        yield Buffer.concat([...rest, block.subarray(start, end)]).toString();
        rest = [];
        start = end + 1;
      }
      if (start < length) rest.push(block.subarray(start, length));
      if (length === 0) return rest.length > 0;
    }
  } finally {
    closeSync(fd);
  }
}
