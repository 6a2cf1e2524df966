/** `npm run docs`: writes the generated sections of the documents. */
import { spawnSync } from 'node:child_process';
import { writeDocuments } from './docs/generated';

const written = writeDocuments();
if (written.length > 0)
  spawnSync('npx', ['--no-install', 'prettier', '--write', ...written], { stdio: 'inherit' });
else console.log('the documents say what the code says');
