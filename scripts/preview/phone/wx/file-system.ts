// The files that a mini-program writes itself, below wx.env.USER_DATA_PATH: kept as long as the phone is on.
import { api, WxFailure } from './calling';

export const USER_DATA_PATH = 'wxfile://usr';

type Content = string | ArrayBuffer;
interface At {
  readonly filePath: string;
}
interface Written extends At {
  readonly data: Content;
}

/** What stands under a path. */
export class OwnFiles {
  private readonly contents = new Map<string, Content>();

  read(filePath: string): Content {
    const content = this.contents.get(filePath);
    if (content === undefined) throw new WxFailure(`no such file or directory, open '${filePath}'`);
    return content;
  }

  write(filePath: string, data: Content): void {
    if (!filePath.startsWith(`${USER_DATA_PATH}/`))
      throw new WxFailure(`permission denied, open '${filePath}'`);
    this.contents.set(filePath, data);
  }

  append(filePath: string, data: string): void {
    const before = this.read(filePath);
    if (typeof before !== 'string') throw new WxFailure('only a text can be appended to here');
    this.contents.set(filePath, before + data);
  }

  remove(filePath: string): void {
    this.read(filePath);
    this.contents.delete(filePath);
  }
}

/** wx.getFileSystemManager(): the part of it that works with whole files. */
export const fileSystemManager = (files: OwnFiles) => ({
  accessSync: (path: string) => {
    files.read(path);
  },
  readFileSync: (filePath: string) => files.read(filePath),
  writeFileSync: (filePath: string, data: Content) => {
    files.write(filePath, data);
  },
  appendFileSync: (filePath: string, data: string) => {
    files.append(filePath, data);
  },
  unlinkSync: (filePath: string) => {
    files.remove(filePath);
  },
  access: api('access', ({ path }: { readonly path: string }) => {
    files.read(path);
    return undefined;
  }),
  readFile: api('readFile', ({ filePath }: At) => ({ data: files.read(filePath) })),
  writeFile: api('writeFile', ({ filePath, data }: Written) => {
    files.write(filePath, data);
    return undefined;
  }),
  appendFile: api('appendFile', ({ filePath, data }: At & { readonly data: string }) => {
    files.append(filePath, data);
    return undefined;
  }),
  unlink: api('unlink', ({ filePath }: At) => {
    files.remove(filePath);
    return undefined;
  }),
});
