/**
 * Another WeChat project on one loopback port: its mini-program on the phone, its cloud functions in the local cloud. `npm start -- --project`.
 * The functions run as `npm run cloud` runs them, local-cloud.json included.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunningFunctions } from '../local-cloud';
import { openProject } from '../local-cloud/project/open-project';
import { LivePreview } from '../preview/live';
import { previewMounts } from '../preview/mount';

export interface ProjectWorldOptions {
  /** The folder of project.config.json, or of app.json. */
  readonly root: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly dataDir?: string;
  readonly running?: RunningFunctions;
  readonly log: (line: string) => void;
}

export interface ProjectWorld {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds and starts it. Nothing in the mini-program's sources makes it fail; a local-cloud.json that cannot be read does. */
export async function startProject(options: ProjectWorldOptions): Promise<ProjectWorld> {
  const { root, port, dataDir, log, running } = options;
  if (!existsSync(root)) throw new Error(`--project ${root}: there is no such folder`);
  const files = mkdtempSync(path.join(tmpdir(), 'preview-'));
  const site = path.join(files, 'site');
  const live = new LivePreview({ root, outDir: site, log });
  await live.start();
  const cloud = await openProject({
    root,
    port,
    ...running,
    noFunctions: files,
    log,
    ...(dataDir === undefined ? {} : { dataDir }),
    mounts: () => previewMounts(site, { live, allowsForeignPictures: true }),
  });
  return {
    url: cloud.url,
    async close() {
      live.close();
      await cloud.close();
      rmSync(files, { recursive: true, force: true });
    },
  };
}
