// Cloud storage through the unmodified SDKs: names in any script, large files, links, deletion.
import { randomBytes } from 'node:crypto';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { startCloud } from './fixture';
import { loadNodeSdk, loadTcbAdminNode, loadWxServerSdk, type WxServerSdk } from './sdk';

let cloud: LocalCloud;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, stop } = await startCloud());
  Object.assign(process.env, cloud.sdkEnvironment());
});
afterAll(async () => stop());

function wxServerSdk(): WxServerSdk {
  const sdk = loadWxServerSdk();
  sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
  return sdk;
}

function nodeSdk(): ReturnType<ReturnType<typeof loadNodeSdk>['init']> {
  const sdk = loadNodeSdk();
  return sdk.init({ env: sdk.SYMBOL_CURRENT_ENV });
}

function tcbAdminNode(): ReturnType<typeof loadTcbAdminNode> {
  const sdk = loadTcbAdminNode();
  sdk.init({ env: 'local', secretId: 'local', secretKey: 'local', serviceUrl: `${cloud.url}/admin` });
  return sdk;
}

const sdks = [
  ['wx-server-sdk', wxServerSdk],
  ['@cloudbase/node-sdk', nodeSdk],
  ['tcb-admin-node', tcbAdminNode],
] as const;

const names = ['dir/中文.txt', 'a/b c.txt', 'ü/100%.bin', 'plain.txt'];

interface Linking {
  getTempFileURL(options: { fileList: string[] }): Promise<{ fileList: { tempFileURL: string }[] }>;
}

async function linkTo(sdk: Linking, fileID: string): Promise<string> {
  const [link] = (await sdk.getTempFileURL({ fileList: [fileID] })).fileList;
  return encodeURI(link?.tempFileURL ?? '');
}

describe.each(sdks)('%s', (name, load) => {
  it.each(names)('keeps %s, answers the same bytes, links to them and deletes them', async (cloudPath) => {
    const sdk = load();
    const fileContent = Buffer.from(`what is in ${cloudPath}`);
    const { fileID } = await sdk.uploadFile({ cloudPath, fileContent });
    expect(fileID).toBe(`cloud://local.local/${cloudPath}`);
    const { fileContent: back } = await sdk.downloadFile({ fileID });
    expect(Buffer.from(back).toString()).toBe(`what is in ${cloudPath}`);

    expect(await (await fetch(await linkTo(sdk, fileID))).text()).toBe(`what is in ${cloudPath}`);

    await sdk.deleteFile({ fileList: [fileID] });
    expect(await linkTo(sdk, fileID)).toBe('');
  });

  it('keeps a file of 40 MB', async () => {
    const sdk = load();
    const fileContent = randomBytes(40 * 1024 * 1024);
    const { fileID } = await sdk.uploadFile({ cloudPath: 'large.bin', fileContent });
    // The oldest SDK joins what it has at every chunk, which takes half a minute here.
    const back =
      name === 'tcb-admin-node'
        ? Buffer.from(await (await fetch(await linkTo(sdk, fileID))).arrayBuffer())
        : (await sdk.downloadFile({ fileID })).fileContent;
    expect(fileContent.equals(back)).toBe(true);
  });
});

it('tells size and type of a file to HEAD, which getFileInfo asks', async () => {
  const { fileID } = await nodeSdk().uploadFile({ cloudPath: 'a.txt', fileContent: Buffer.from('four') });
  const answer = await fetch(await linkTo(nodeSdk(), fileID), { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '4']);
});
