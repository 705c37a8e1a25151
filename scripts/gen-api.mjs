// `npm run gen`: the API document of the composed product, and the console's client types from it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root } from '../bin/node24.mjs';
import { installDependencies } from '../bin/prepare.mjs';
import { runTool } from './run.mjs';

installDependencies();
const document = join('console', 'src', 'api', 'openapi.json');
const written = spawnSync(
  pinnedNode(),
  ['--disable-warning=ExperimentalWarning', join(root, 'app', 'api-document.ts'), document],
  { cwd: root, stdio: 'inherit' },
);
if (written.status !== 0) process.exit(written.status ?? 1);
process.exitCode = runTool('openapi-typescript/bin/cli.js', [
  document,
  '--output',
  join('console', 'src', 'api', 'schema.d.ts'),
]);
