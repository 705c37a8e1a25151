// `npm run bench -- NAME`: runs bench/NAME.ts under the pinned Node; without a name lists them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, runPinned } from '../bin/node24.mjs';
import { installDependencies } from '../bin/prepare.mjs';

installDependencies();
const names = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`npm run bench -- NAME\n${names.map((each) => `  ${each}`).join('\n')}`);
  process.exitCode = 2;
} else {
  runPinned([join(root, 'bench', `${name}.bench.ts`), ...args]);
}
