/** Files for a person: noted in a temporary file, put into cloud storage only when they are to be kept. */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { cloudFiles } from '../../shared/adapters/cloud-files';

const uploaded = new Map<string, string>();

jest.mock('../../shared/adapters/cloud', () => ({
  cloud: async () => ({
    uploadFile: async ({
      cloudPath,
      fileContent,
    }: {
      cloudPath: string;
      fileContent: AsyncIterable<Buffer>;
    }) => {
      const chunks: Buffer[] = [];
      for await (const chunk of fileContent) chunks.push(chunk);
      uploaded.set(cloudPath, Buffer.concat(chunks).toString());
      return { fileID: `cloud://env.bucket/${cloudPath}` };
    },
  }),
}));

const left = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('kept-'));

it('keeps what was written, says where, and leaves nothing on the disk', async () => {
  const before = left();
  const file = await cloudFiles.begin();
  await file.write(Buffer.from('交易时间,'));
  await file.write(Buffer.from('商户号'));
  expect(await file.keep('bills/payment/v3/2026-11-02.csv')).toBe(
    'cloud://env.bucket/bills/payment/v3/2026-11-02.csv',
  );
  await file.drop();
  expect(uploaded.get('bills/payment/v3/2026-11-02.csv')).toBe('交易时间,商户号');
  expect(left()).toEqual(before);
});

it('leaves nothing anywhere of a file that is let go', async () => {
  const before = [left(), uploaded.size];
  const file = await cloudFiles.begin();
  await file.write(Buffer.from('x'));
  await file.drop();
  await file.drop();
  expect([left(), uploaded.size]).toEqual(before);
});
