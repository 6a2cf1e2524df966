// A local cloud in a process of its own, for the test that kills it: prints the SDKs' environment once it is ready.
import { startLocalCloud } from '../../scripts/local-cloud/index';

const [, , dataDir = ''] = process.argv;

void startLocalCloud({
  port: 0,
  dataDir,
  functionsRoot: __dirname,
  httpRoutes: [],
  timers: false,
  seed: (database) => {
    database.ensureCollection('orders');
    database.ensureCollection('users');
  },
}).then((cloud) => process.stdout.write(JSON.stringify(cloud.sdkEnvironment())));
