// wx functions about files: kept, opened, handed to a friend.
import { element, pushButton } from '../markup';
import { api, WxFailure } from './calling';
import { fileSystemManager, savedFiles } from './file-system';
import { openDialog } from './overlay';
import type { Screen } from './overlay';
import { USER_DATA_PATH } from './own-files';
import type { OwnFiles } from './own-files';
import { runSheet } from './sheet';

interface Shared {
  readonly filePath: string;
  readonly fileName?: string;
}

export function files(screen: Screen, own: OwnFiles) {
  const { words } = screen;
  const manager = fileSystemManager(own);
  return {
    env: { USER_DATA_PATH },
    getFileSystemManager: () => manager,
    ...savedFiles(own),
    openDocument: api('openDocument', ({ filePath }: { filePath: string }) => {
      offerFile(screen, own.address(filePath), words.file);
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
