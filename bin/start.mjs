// `npm start`, `npm run demo`, `npm run dev`: install, build, run. Plain JavaScript, any Node from 20.19 on.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root, runPinned } from './node24.mjs';
import { buildConsole, installDependencies, viteArgs } from './prepare.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `需要 Node 20.19 或更高版本，现在是 ${process.version}。\nNode 20.19 or later is needed; this is ${process.version}.`,
  );
  process.exit(2);
}
const main = join(root, 'app', 'main.ts');
const args = process.argv.slice(2);
installDependencies();
if (args[0] === '--dev') {
  // Both watch: the console is built anew, the server starts anew, when a source changes.
  const builder = spawn(pinnedNode(), [...viteArgs, '--watch'], { stdio: 'inherit' });
  process.on('exit', () => builder.kill());
  runPinned(['--watch', main, ...args.slice(1)]);
} else {
  buildConsole();
  runPinned([main, ...args]);
}
