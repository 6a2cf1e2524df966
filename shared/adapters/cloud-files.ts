/**
 * Files for a person, in the environment's cloud storage. What is read is noted in a temporary file beside it, and put there
 * only when it is to be kept.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileBeingKept, KeptFiles } from '../payments/ports';
import { cloud } from './cloud';

export const cloudFiles: KeptFiles = {
  async begin(): Promise<FileBeingKept> {
    const folder = await mkdtemp(join(tmpdir(), 'kept-'));
    const path = join(folder, 'file');
    return new NotedFile(folder, path, await open(path, 'w', 0o600));
  },
};

class NotedFile implements FileBeingKept {
  private isOpen = true;

  constructor(
    private readonly folder: string,
    private readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  async write(chunk: Uint8Array): Promise<void> {
    await this.handle.writeFile(chunk);
  }

  async keep(cloudPath: string): Promise<string> {
    await this.close();
    const { fileID } = await (
      await cloud()
    ).uploadFile({ cloudPath, fileContent: createReadStream(this.path) });
    return fileID;
  }

  async drop(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await this.handle.close();
  }
}
