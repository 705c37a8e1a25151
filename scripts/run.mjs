// What the verbs of npm share. Plain JavaScript: runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinnedNode, root } from '../bin/node24.mjs';

/** Runs a program of node_modules under the pinned Node; answers its exit code. */
export function runTool(script, args, env = {}) {
  const run = spawnSync(
    pinnedNode(),
    ['--disable-warning=ExperimentalWarning', join(root, 'node_modules', script), ...args],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    },
  );
  return run.status ?? 1;
}
