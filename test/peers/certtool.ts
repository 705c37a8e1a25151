import { spawnSync } from 'node:child_process';
import { peer } from './find.ts';

/** GnuTLS: a second, independent reader of what we build. */
export const certtool = peer('certtool', { debian: 'gnutls-bin', versionArgs: ['--version'] });

/** Runs `certtool ARGS` with `input` on standard input; `out` is both streams as text. */
export function runCerttool(args: readonly string[], input?: Buffer | string): { code: number; out: string } {
  const run = spawnSync(certtool.path, args, {
    input: input ?? '',
    timeout: 20_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error) throw run.error;
  return { code: run.status ?? -1, out: `${run.stdout}${run.stderr}` };
}
