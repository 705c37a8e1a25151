// Plain JavaScript: brings a checkout to the state in which the server can start.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root } from './node24.mjs';

/** Arguments that build the console. */
export const viteArgs = [
  join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
  'build',
  join(root, 'console'),
  '--logLevel',
  'warn',
];

/** Installs when the lock file is another one than that which was installed. */
export function installDependencies() {
  const marker = join(root, 'node_modules', '.anmin-lock');
  const wanted = hashOf([join(root, 'package-lock.json')]);
  if (pinnedNode() && existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.log(
    '正在安装依赖（第一次需要几分钟）… Installing dependencies (the first time takes some minutes) …',
  );
  // Not `npm ci`: it refuses a lock file that lacks the binaries of other platforms. This keeps to the lock too.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  step(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(marker, wanted);
}

/** Builds the console when its sources are others than those which were built. */
export function buildConsole() {
  const dist = join(root, 'console', 'dist');
  const marker = join(dist, '.sources');
  const sources = ['console', 'package-lock.json'].flatMap((name) => filesBelow(join(root, name)));
  const wanted = hashOf(sources);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  console.log('正在构建控制台… Building the console …');
  // Whoever starts us may be a test runner with an environment of its own: the console is always the real one.
  step(pinnedNode(), viteArgs, { NODE_ENV: 'production' });
  mkdirSync(dist, { recursive: true });
  writeFileSync(marker, wanted);
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = (() => {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch {
      return undefined;
    }
  })();
  if (!entries) return [path];
  return entries
    .filter(
      (entry) => entry.name !== 'dist' && entry.name !== 'node_modules' && !entry.name.includes('.test.'),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)],
    );
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function step(program, args, env = {}) {
  const run = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (run.status !== 0) process.exit(run.status ?? 1);
}
