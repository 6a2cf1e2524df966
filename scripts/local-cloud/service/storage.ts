// Cloud storage, as much of it as the SDKs' upload, download, link and delete need. Files live as long as the data does.
import { json, type WebReply, type WebRequest } from '../web';
import type { Answer } from './database-session';
import { readMultipart } from './multipart';
import type { Params } from './params';
import type { StoredFiles } from './stored-files';

type StorageAction = (params: Params, envId: string) => Answer;

export class Storage {
  /** Under which path uploads and downloads of the SDKs arrive. */
  readonly prefix = '/storage';
  /** The largest file, in bytes: what the service takes of a request that is no function's (docs.cloudbase.net, EXCEED_MAX_PAYLOAD_SIZE). */
  readonly fileLimit = 100 * 1024 * 1024;

  /** `url` is the cloud's own address, known once it listens. */
  constructor(
    private readonly url: () => string,
    private readonly files: StoredFiles,
  ) {}

  readonly actions: Readonly<Record<string, StorageAction>> = {
    'storage.getUploadMetadata': (params, envId) => {
      const path = params.text('path').replace(/^\/+/, '');
      const fileId = `cloud://${envId}.local/${path}`;
      return {
        data: {
          url: this.uploadUrl(path),
          token: 'local',
          authorization: 'local',
          fileId,
          // The SDKs send it back as a header.
          cosFileId: encodeURIComponent(fileId),
        },
      };
    },
    'storage.batchGetDownloadUrl': (params) => ({
      data: {
        download_list: params.objects('file_list').map((file) => {
          const fileID = String(file.fileid);
          const found = this.files.has(pathOf(fileID));
          // Not percent-encoded: the SDKs do that themselves before they download.
          const link = found ? `${this.url()}${this.prefix}/${pathOf(fileID)}` : '';
          return { fileID, ...outcome(found), tempFileURL: link, download_url: link, maxAge: file.max_age };
        }),
      },
    }),
    'storage.batchDeleteFile': (params) => ({
      data: {
        delete_list: params.list('fileid_list').map((id) => {
          const fileID = String(id);
          return { fileID, ...outcome(this.files.delete(pathOf(fileID))) };
        }),
      },
    }),
  };

  /** PUT (generation 2) and form POST (generation 1) store, GET answers the bytes. */
  handle(request: WebRequest): WebReply {
    const path = request.path.slice(this.prefix.length + 1);
    if (request.method === 'GET' || request.method === 'HEAD') {
      const bytes = this.files.get(path);
      return bytes
        ? { status: 200, body: bytes }
        : json({ error: `no file ${path} in the local storage` }, 404);
    }
    if (request.method === 'PUT') {
      this.files.set(path, request.body);
      return { status: 200 };
    }
    const form = readMultipart(request.body, request.headers['content-type'] ?? '');
    const bytes = form.get('file');
    if (!bytes) return json({ error: 'an upload form needs the field "file"' }, 400);
    this.files.set(form.get('key')?.toString() ?? path, bytes);
    return { status: 204 };
  }

  clear(): void {
    this.files.clear();
  }

  private uploadUrl(path: string): string {
    return `${this.url()}${this.prefix}/${path.split('/').map(encodeURIComponent).join('/')}`;
  }
}

function pathOf(fileId: string): string {
  return fileId.replace(/^cloud:\/\/[^/]+\//, '');
}

function outcome(found: boolean): { code: string } {
  return { code: found ? 'SUCCESS' : 'STORAGE_FILE_NONEXIST' };
}
