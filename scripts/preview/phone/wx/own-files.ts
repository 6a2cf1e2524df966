// The files of a mini-program: those that it writes itself, below wx.env.USER_DATA_PATH, kept as long as the phone is on, and those that
// it only reads: temporary ones and the pictures of its package.
import { pictureAddress } from '../builtins/image';
import { WxFailure } from './calling';
import { forgetFile, keepFile } from './temporary-files';

export const USER_DATA_PATH = 'wxfile://usr';

type Bytes = Uint8Array<ArrayBuffer>;

/** What stands under a path. */
export class OwnFiles {
  private readonly contents = new Map<string, Bytes>();
  private readonly folders = new Set<string>([USER_DATA_PATH]);

  read(filePath: string): Bytes {
    const content = this.contents.get(filePath);
    if (content) return content;
    if (isOwn(filePath)) throw missing('open', filePath);
    return readAtOnce(filePath);
  }

  write(filePath: string, data: Bytes): void {
    mustBeOwn('open', filePath);
    if (!this.folders.has(folderOf(filePath))) throw missing('open', filePath);
    this.contents.set(filePath, data);
    keepFile(filePath, new Blob([data], { type: typeOf(filePath) }));
  }

  append(filePath: string, data: Bytes): void {
    const before = this.read(filePath);
    const whole = new Uint8Array(before.length + data.length);
    whole.set(before);
    whole.set(data, before.length);
    this.write(filePath, whole);
  }

  remove(filePath: string): void {
    if (!this.contents.delete(filePath)) throw missing('unlink', filePath);
    forgetFile(filePath);
  }

  makeFolder(path: string, isDeep: boolean): void {
    mustBeOwn('mkdir', path);
    const at = path.replace(/\/$/, '');
    if (this.folders.has(at)) throw new WxFailure(`file already exists, mkdir '${path}'`);
    if (!isDeep && !this.folders.has(folderOf(at))) throw missing('mkdir', path);
    for (let one = at; !this.folders.has(one); one = folderOf(one)) this.folders.add(one);
  }

  removeFolder(path: string, isDeep: boolean): void {
    const at = path.replace(/\/$/, '');
    if (!this.folders.has(at)) throw missing('rmdir', path);
    const below = (one: string) => one.startsWith(`${at}/`);
    if (!isDeep && this.namesIn(path).length > 0) throw new WxFailure(`directory not empty, rmdir '${path}'`);
    for (const one of [...this.folders]) if (one === at || below(one)) this.folders.delete(one);
    for (const one of [...this.contents.keys()]) if (below(one)) this.remove(one);
    this.folders.add(USER_DATA_PATH);
  }

  /** The files and folders directly in a folder. */
  namesIn(path: string): readonly string[] {
    const at = path.replace(/\/$/, '');
    if (!this.folders.has(at)) throw missing('scandir', path);
    const all = [...this.contents.keys(), ...this.folders];
    return all.filter((one) => one !== at && folderOf(one) === at).map((one) => one.slice(at.length + 1));
  }

  isFolder(path: string): boolean {
    return this.folders.has(path.replace(/\/$/, ''));
  }

  /** The bytes under any path, also a temporary one. */
  async blob(filePath: string): Promise<Blob> {
    if (isOwn(filePath)) return new Blob([this.read(filePath)]);
    const response = await fetch(pictureAddress(filePath, '')).catch(() => undefined);
    if (!response?.ok) throw missing('open', filePath);
    return response.blob();
  }

  /** Where the browser finds what stands under a path. */
  address(filePath: string): string {
    if (isOwn(filePath)) this.read(filePath);
    return pictureAddress(filePath, '');
  }
}

/** Of a picture in SVG a browser wants to be told what it is; others it knows by their bytes. */
const typeOf = (path: string): string => (/\.svg$/i.test(path) ? 'image/svg+xml' : '');

const isOwn = (path: string): boolean => path.startsWith(USER_DATA_PATH);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const missing = (what: string, path: string) =>
  new WxFailure(`no such file or directory, ${what} '${path}'`, { errno: 1_300_002 });

function mustBeOwn(what: string, path: string): void {
  if (!path.startsWith(`${USER_DATA_PATH}/`))
    throw new WxFailure(`permission denied, ${what} '${path}'`, { errno: 1_300_013 });
}

/** WeChat reads files without a promise too; a browser does that only by the oldest of its requests. */
function readAtOnce(path: string): Bytes {
  const request = new XMLHttpRequest();
  try {
    request.open('GET', pictureAddress(path, ''), false);
    request.overrideMimeType('text/plain; charset=x-user-defined');
    request.send();
  } catch {
    throw missing('open', path);
  }
  if (request.status !== 200) throw missing('open', path);
  return Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0) & 0xff);
}
