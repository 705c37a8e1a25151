import { spawnSync } from 'node:child_process';
import { accessSync, appendFileSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join, relative } from 'node:path';

export type PeerOptions = {
  /** Program name or absolute path; the peer's name when absent. */
  readonly binary?: string;
  /** Finds something that is not a program on PATH; returns its path. Takes the place of `binary`. */
  readonly probe?: () => string | undefined;
  /** Debian package that brings it: then `ANMIN_REQUIRE_PEERS=1` makes its absence an error. */
  readonly debian?: string;
  /** Another registry (npm, Go proxy …) and package that brings it: as `debian`. */
  readonly registry?: string;
  /** Arguments that print the version, for example `['version']`. */
  readonly versionArgs?: readonly string[];
};

export type Peer = {
  readonly name: string;
  readonly found: boolean;
  /** Empty when not found. */
  readonly path: string;
  readonly version?: string;
};

const testFile = process.env.VITEST ? (await import('vitest')).expect.getState().testPath : undefined;

/**
 * Looks for a real component that a test talks to. Use as `describe.skipIf(!p.found)`: an absent peer is
 * a visible skip and one line `{"peer","test","install"}` in the file named by `ANMIN_PEERS_REPORT`.
 * @throws Error when absent, some registry has it and `ANMIN_REQUIRE_PEERS=1`.
 */
export function peer(name: string, options: PeerOptions = {}): Peer {
  const path = options.probe ? options.probe() : onPath(options.binary ?? name);
  if (path) return { name, found: true, path, version: versionOf(path, options.versionArgs) };
  const install = options.debian ? `apt-get install ${options.debian}` : options.registry;
  report(name, install);
  if (install && process.env.ANMIN_REQUIRE_PEERS === '1') {
    throw new Error(`Peer ${name} is required (ANMIN_REQUIRE_PEERS=1) and absent: ${install}`);
  }
  return { name, found: false, path: '' };
}

/** The full path of a program, looked up on PATH (and in the sbin folders that a user's PATH may lack). */
export function onPath(binary: string): string | undefined {
  if (isAbsolute(binary)) return executable(binary) ? binary : undefined;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, binary))
    .find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(path: string, args: readonly string[] | undefined): string | undefined {
  if (!args) return undefined;
  const run = spawnSync(path, args, { encoding: 'utf8', timeout: 5000 });
  return `${run.stdout ?? ''}${run.stderr ?? ''}`.split('\n')[0]?.trim() || undefined;
}

function report(name: string, install: string | undefined): void {
  const file = process.env.ANMIN_PEERS_REPORT;
  if (!file) return;
  const test = testFile ? relative(process.cwd(), testFile) : '';
  appendFileSync(file, `${JSON.stringify({ peer: name, test, install: install ?? null })}\n`);
}
