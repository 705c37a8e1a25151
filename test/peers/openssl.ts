import { spawnSync } from 'node:child_process';
import { peer } from './find.ts';

export const openssl = peer('openssl', { debian: 'openssl', versionArgs: ['version'] });

export type OpensslRun = { readonly code: number; readonly out: string; readonly stdout: Buffer };

/** Runs `openssl ARGS` with `input` on standard input; `out` is both streams as text. */
export function runOpenssl(
  args: readonly string[],
  input?: Buffer | string,
  env?: NodeJS.ProcessEnv,
): OpensslRun {
  const run = spawnSync(openssl.path, args, {
    input: input ?? '',
    timeout: 20_000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...env },
  });
  if (run.error) throw run.error;
  return { code: run.status ?? -1, out: `${run.stdout}${run.stderr}`, stdout: run.stdout };
}
