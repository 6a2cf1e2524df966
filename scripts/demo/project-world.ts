/**
 * Another WeChat project on one loopback port: its mini-program on the phone, its cloud functions in the local cloud. `npm start -- --project`.
 * The functions are plain JavaScript with the packages of their own folders; wx-server-sdk is there without being installed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalCloud, type RunningFunctions } from '../local-cloud';
import { LivePreview } from '../preview/live';
import { previewMounts } from '../preview/mount';
import { projectFolders } from '../preview/project';

const ownModules = path.join(__dirname, '..', '..', 'node_modules');

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

/** Builds and starts it. Nothing in the project's sources makes it fail. */
export async function startProject(options: ProjectWorldOptions): Promise<ProjectWorld> {
  const { root, port, dataDir, log, running } = options;
  if (!existsSync(root)) throw new Error(`--project ${root}: there is no such folder`);
  const files = mkdtempSync(path.join(tmpdir(), 'preview-'));
  const site = path.join(files, 'site');
  const live = new LivePreview({ root, outDir: site, log });
  await live.start();
  const cloud = await startLocalCloud({
    port,
    functionsRoot: functionsOf(root) ?? files,
    ...declarationsOf(root),
    ...running,
    functionEnv: { NODE_PATH: ownModules },
    httpRoutes: [],
    autoCreate: true,
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

function functionsOf(root: string): string | undefined {
  const folder = projectFolders(root).cloudFunctions;
  return folder !== undefined && existsSync(folder) ? folder : undefined;
}

/** What the project declares about its functions, where it does. */
function declarationsOf(root: string): { cloudbaserc?: string } {
  const cloudbaserc = path.join(root, 'cloudbaserc.json');
  return existsSync(cloudbaserc) ? { cloudbaserc } : {};
}
