// `npm test`, `npm run test:soak`: the suite on a fresh clone. Further arguments go to the runner.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole, installDependencies } from '../bin/prepare.mjs';
import { runTool } from './run.mjs';

const args = process.argv.slice(2);
const soak = args[0] === '--soak';
installDependencies();
buildConsole();
const folder = mkdtempSync(join(tmpdir(), 'anmin-test-'));
process.exitCode = runTool('vitest/vitest.mjs', ['run', ...(soak ? args.slice(1) : args)], {
  ANMIN_PEERS_REPORT: join(folder, 'absent-peers.jsonl'),
  ...(soak ? { ANMIN_SOAK: '1' } : {}),
});
rmSync(folder, { recursive: true, force: true });
