/** What @cloudbase/cli 2.12.10 was seen to do: one call with a zip in Base64, and exit code 0 whatever becomes of it. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Cli } from '../../scripts/deploy/cli';

export const fakeCli = (url: string): Cli => ({
  upload: async (name, folder, isNew) => {
    const action = isNew ? 'CreateFunction' : 'UpdateFunctionCode';
    const body = {
      FunctionName: name,
      Handler: 'index.main',
      ...(isNew ? { Timeout: 20, Runtime: 'Nodejs18.15', MemorySize: 256, Namespace: 'shop-1' } : {}),
      Code: { ZipFile: zipped(folder).toString('base64') },
    };
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'x-tc-action': action },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return {
      code: 0,
      said: text.includes('"Error"') ? `✖ [${name}] deployment failed ${text}` : '✔ deployed',
    };
  },
});

/** A zip file without compression; its checksums are left out, since nothing here reads them. */
function zipped(folder: string): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  for (const name of names) {
    const content = readFileSync(path.join(folder, name));
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(content.length, 14);
    about.writeUInt32LE(content.length, 18);
    about.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), about, Buffer.from(name), content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    entries.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, place, Buffer.from(name)]),
    );
    parts.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(names.length, 4);
  end.writeUInt16LE(names.length, 6);
  end.writeUInt32LE(Buffer.concat(entries).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, ...entries, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
