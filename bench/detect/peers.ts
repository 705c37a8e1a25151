import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export type Run = { readonly wallSeconds: number; readonly cpuSeconds: number; readonly output: string };

/** Runs a program with its output in a file; processor time is of all its threads. @throws Error when it fails */
export function measured(program: string, args: readonly string[], file: string): Run {
  const output = openSync(file, 'w');
  const script = 'TIMEFORMAT="anmin-time %R %U %S"; time "$@"';
  const done = spawnSync('bash', ['-c', script, 'bash', program, ...args], {
    stdio: ['ignore', output, 'pipe'],
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  closeSync(output);
  const [, wall, user, system] = /anmin-time ([\d.]+) ([\d.]+) ([\d.]+)\s*$/.exec(done.stderr) ?? [];
  if (done.status !== 0 || wall === undefined) throw new Error(`${program}: ${done.stderr.slice(-2000)}`);
  return { wallSeconds: Number(wall), cpuSeconds: Number(user) + Number(system), output: file };
}

/** Where rsigma is, or undefined. `ANMIN_RSIGMA` names it where it is not on the path. */
export function findRsigma(): string | undefined {
  const places = [process.env.ANMIN_RSIGMA, 'rsigma', join(homedir(), '.cargo/bin/rsigma')];
  return places.find(
    (place) => place !== undefined && spawnSync(place, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}

/** Each match as `<event> <rule>`. The events carry their number, negative, in the field `zz_n`. */
export function matchesOf(file: string): Set<string> {
  const matches = new Set<string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const match = JSON.parse(line) as { rule?: string; rule_id?: string; event: number | { zz_n: number } };
    const event = typeof match.event === 'number' ? match.event : -match.event.zz_n;
    matches.add(`${event} ${match.rule ?? match.rule_id}`);
  }
  return matches;
}
