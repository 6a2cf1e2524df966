// In a process of its own: the local cloud on the folder that is given, and beside it a server that only echoes.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalCloud } from '../../local-cloud/index';

const echo = createServer((request, response) => request.pipe(response));
echo.listen(0, '127.0.0.1', () => {
  void startLocalCloud({
    port: 0,
    dataDir: process.argv[2] ?? '',
    functionsRoot: __dirname,
    httpRoutes: [],
    timers: false,
  }).then((cloud) =>
    process.stdout.write(
      JSON.stringify({
        cloud: `${cloud.url}/admin`,
        echo: `http://127.0.0.1:${(echo.address() as AddressInfo).port}/`,
      }),
    ),
  );
});
