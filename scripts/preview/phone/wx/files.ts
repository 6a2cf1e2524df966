// wx functions about files: fetched into a temporary path, opened, handed to a friend.
import { element, pushButton } from '../markup';
import { api, WxFailure } from './calling';
import { fileSystemManager, OwnFiles, USER_DATA_PATH } from './file-system';
import { openDialog } from './overlay';
import type { Screen } from './overlay';
import { runSheet } from './sheet';
import { temporaryFile } from './temporary-files';

interface Shared {
  readonly filePath: string;
  readonly fileName?: string;
}

export function files(screen: Screen) {
  const { words } = screen;
  const own = new OwnFiles();
  const manager = fileSystemManager(own);
  return {
    env: { USER_DATA_PATH },
    getFileSystemManager: () => manager,
    downloadFile: api('downloadFile', async ({ url }: { url: string }) => {
      const response = await fetch(url).catch(() => {
        throw new WxFailure('url not in domain list', { errno: 600002 });
      });
      return { tempFilePath: temporaryFile(await response.blob()), statusCode: response.status };
    }),
    openDocument: api('openDocument', ({ filePath }: { filePath: string }) => {
      offerFile(screen, filePath, words.file);
      return undefined;
    }),
    shareFileMessage: api('shareFileMessage', ({ filePath, fileName = words.file }: Shared) => {
      if (filePath.startsWith(USER_DATA_PATH)) own.read(filePath);
      return runSheet(
        screen,
        {
          name: words.sendFile,
          heading: fileName,
          text: words.sendFileText,
          yes: { outcome: 'send', text: words.send },
          no: { outcome: 'cancel', text: words.cancel },
        },
        (outcome) => {
          if (outcome === 'cancel') throw new WxFailure('cancel');
          return undefined;
        },
      );
    }),
  };
}

/** A phone would open the file; a browser saves it. */
function offerFile({ root, words }: Screen, address: string, name: string): void {
  const { box, close } = openDialog(root, 'sheet', name);
  const link = element('a', 'wide confirm', words.save);
  link.href = address;
  link.download = name;
  box.append(element('h2', 'dialog-title', name), link, pushButton('wide', words.close, close));
}
