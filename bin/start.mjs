// `npm start`, `npm run demo`: install, build, run. Plain JavaScript, any Node from 20.19 on.
import { join } from 'node:path';
import { root, runPinned } from './node24.mjs';
import { buildConsole, installDependencies } from './prepare.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `需要 Node 20.19 或更高版本，现在是 ${process.version}。\nNode 20.19 or later is needed; this is ${process.version}.`,
  );
  process.exit(2);
}
installDependencies();
buildConsole();
runPinned([join(root, 'app', 'main.ts'), ...process.argv.slice(2)]);
