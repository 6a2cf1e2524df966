// wx.getFileSystemManager(): the part of it that works with whole files.
import { api } from './calling';
import { bytesOf, contentOf } from './file-content';
import type { Content } from './file-content';
import { USER_DATA_PATH } from './own-files';
import type { OwnFiles } from './own-files';

interface At {
  readonly filePath: string;
}
interface Path {
  readonly path: string;
}
interface Encoded extends At {
  readonly encoding?: string;
}
interface Written extends Encoded {
  readonly data: Content;
}
interface Folder {
  readonly dirPath: string;
  readonly recursive?: boolean;
}
interface Move {
  readonly oldPath: string;
  readonly newPath: string;
}
interface Copy {
  readonly srcPath: string;
  readonly destPath: string;
}
interface Save {
  readonly tempFilePath: string;
  readonly filePath?: string;
}

/** Each function twice: at once, and with callbacks or a promise. */
export function fileSystemManager(files: OwnFiles) {
  const at = atOnce(files);
  const done = <Options extends object>(name: string, run: (options: Options) => unknown) =>
    api(name, (options: Options) => {
      const result = run(options);
      return typeof result === 'object' && result !== null ? result : undefined;
    });
  return {
    ...at,
    access: done('access', ({ path }: Path) => at.accessSync(path)),
    readFile: done('readFile', ({ filePath, encoding }: Encoded) => ({
      data: at.readFileSync(filePath, encoding),
    })),
    writeFile: done('writeFile', ({ filePath, data, encoding }: Written) =>
      at.writeFileSync(filePath, data, encoding),
    ),
    appendFile: done('appendFile', ({ filePath, data, encoding }: Written) =>
      at.appendFileSync(filePath, data, encoding),
    ),
    unlink: done('unlink', ({ filePath }: At) => at.unlinkSync(filePath)),
    mkdir: done('mkdir', ({ dirPath, recursive }: Folder) => at.mkdirSync(dirPath, recursive)),
    rmdir: done('rmdir', ({ dirPath, recursive }: Folder) => at.rmdirSync(dirPath, recursive)),
    readdir: done('readdir', ({ dirPath }: Folder) => ({ files: at.readdirSync(dirPath) })),
    stat: done('stat', ({ path }: Path) => ({ stats: at.statSync(path) })),
    rename: done('rename', ({ oldPath, newPath }: Move) => at.renameSync(oldPath, newPath)),
    copyFile: done('copyFile', ({ srcPath, destPath }: Copy) => at.copyFileSync(srcPath, destPath)),
    saveFile: done('saveFile', ({ tempFilePath, filePath }: Save) => ({
      savedFilePath: at.saveFileSync(tempFilePath, filePath),
    })),
    getFileInfo: done('getFileInfo', ({ filePath }: At) => ({ size: files.read(filePath).length })),
    getSavedFileList: done('getSavedFileList', () => ({ fileList: saved(files) })),
    removeSavedFile: done('removeSavedFile', ({ filePath }: At) => at.unlinkSync(filePath)),
  };
}

/** Throws where it cannot. */
function atOnce(files: OwnFiles) {
  return {
    accessSync(path: string) {
      if (!files.isFolder(path)) files.read(path);
    },
    readFileSync: (filePath: string, encoding?: string) => contentOf(files.read(filePath), encoding),
    writeFileSync: (filePath: string, data: Content, encoding?: string) =>
      files.write(filePath, bytesOf(data, encoding)),
    appendFileSync: (filePath: string, data: Content, encoding?: string) =>
      files.append(filePath, bytesOf(data, encoding)),
    unlinkSync: (filePath: string) => files.remove(filePath),
    mkdirSync: (dirPath: string, recursive = false) => files.makeFolder(dirPath, recursive),
    rmdirSync: (dirPath: string, recursive = false) => files.removeFolder(dirPath, recursive),
    readdirSync: (dirPath: string) => files.namesIn(dirPath),
    statSync(path: string) {
      const isFolder = files.isFolder(path);
      const size = isFolder ? 0 : files.read(path).length;
      return { mode: 0o644, size, isDirectory: () => isFolder, isFile: () => !isFolder };
    },
    renameSync(oldPath: string, newPath: string) {
      files.write(newPath, files.read(oldPath));
      files.remove(oldPath);
    },
    copyFileSync: (srcPath: string, destPath: string) => files.write(destPath, files.read(srcPath)),
    saveFileSync(tempFilePath: string, filePath?: string) {
      const bytes = files.read(tempFilePath);
      const target = filePath ?? `${USER_DATA_PATH}/saved_${Date.now()}_${savedSoFar++}`;
      files.write(target, bytes);
      return target;
    },
  };
}

let savedSoFar = 0;

const saved = (files: OwnFiles) =>
  files
    .namesIn(USER_DATA_PATH)
    .map((name) => `${USER_DATA_PATH}/${name}`)
    .filter((filePath) => !files.isFolder(filePath))
    .map((filePath) => ({ filePath, size: files.read(filePath).length, createTime: 0 }));

/** wx.saveFile and its like, older names of the manager's functions. */
export function savedFiles(files: OwnFiles) {
  const { saveFile, getSavedFileList, removeSavedFile, getFileInfo } = fileSystemManager(files);
  return { saveFile, getSavedFileList, removeSavedFile, getFileInfo };
}
