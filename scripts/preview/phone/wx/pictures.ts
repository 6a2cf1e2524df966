// Pictures and other files that a person chooses, and what a picture says of itself. The computer's own dialog stands for the phone's album.
import { pictureAddress } from '../builtins/image';
import type { Router } from '../router';
import { api, WxFailure } from './calling';
import type { OwnFiles } from './own-files';
import { temporaryFile } from './temporary-files';

interface Choosing {
  readonly count?: number;
  readonly mediaType?: readonly string[];
  readonly type?: string;
}

export function pictures(files: OwnFiles, router: Router) {
  return {
    chooseImage: api('chooseImage', async ({ count = 9 }: Choosing) => {
      const chosen = await chooseFiles('image/*', count);
      const tempFiles = chosen.map((file) => ({ path: temporaryFile(file), size: file.size }));
      return { tempFilePaths: tempFiles.map(({ path }) => path), tempFiles };
    }),
    chooseMedia: api('chooseMedia', async ({ count = 9, mediaType = ['image', 'video'] }: Choosing) => {
      const accept = mediaType.filter((kind) => kind !== 'mix').map((kind) => `${kind}/*`);
      const chosen = await chooseFiles(accept.join(',') || 'image/*,video/*', count);
      const tempFiles = chosen.map((file) => ({
        tempFilePath: temporaryFile(file),
        size: file.size,
        fileType: kindOf(file),
      }));
      return { tempFiles, type: tempFiles[0]?.fileType ?? 'image' };
    }),
    chooseMessageFile: api('chooseMessageFile', async ({ count = 100, type = 'all' }: Choosing) => {
      const chosen = await chooseFiles(/image|video/.test(type) ? `${type}/*` : '', count);
      const time = Math.round(Date.now() / 1000);
      return {
        tempFiles: chosen.map((file) => ({
          ...{ path: temporaryFile(file), size: file.size, name: file.name, time },
          type: kindOf(file),
        })),
      };
    }),
    getImageInfo: api('getImageInfo', async ({ src }: { src: string }) => {
      const address = pictureAddress(src, router.shown()?.route ?? '');
      const picture = new Image();
      picture.src = address;
      await picture.decode().catch(() => {
        throw new WxFailure(`the picture ${src} cannot be read`);
      });
      const { naturalWidth: width, naturalHeight: height } = picture;
      const type = /\.(png|gif|webp)$/i.exec(src)?.[1]?.toLowerCase() ?? 'jpeg';
      return { width, height, path: src, orientation: 'up', type };
    }),
    compressImage: api('compressImage', ({ src }: { src: string }) => ({ tempFilePath: src })),
    saveImageToPhotosAlbum: saves('saveImageToPhotosAlbum', files),
    saveVideoToPhotosAlbum: saves('saveVideoToPhotosAlbum', files),
  };
}

const kindOf = ({ type }: Blob): string => /^(image|video)\//.exec(type)?.[1] ?? 'file';

/** Fails with `cancel` where the person chooses nothing. */
function chooseFiles(accept: string, count: number): Promise<readonly File[]> {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept, multiple: count > 1, hidden: true });
  document.body.append(input);
  return new Promise<readonly File[]>((resolve, reject) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])].slice(0, count)));
    input.addEventListener('cancel', () => reject(new WxFailure('cancel')));
    input.click();
  }).finally(() => input.remove());
}

/** The browser's downloads are the album. */
const saves = (name: string, files: OwnFiles) =>
  api(name, ({ filePath }: { filePath: string }) => {
    const link = document.createElement('a');
    link.href = files.address(filePath);
    link.download = filePath.split('/').at(-1) ?? '';
    link.click();
    return undefined;
  });
