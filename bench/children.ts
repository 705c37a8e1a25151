import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type Child = { readonly process: ChildProcess; stop(): Promise<void> };

/**
 * Starts a server and waits until its port takes connections, or until it says that it does.
 * @throws Error with what it said when it ends before
 */
export async function startChild(
  program: string,
  args: readonly string[],
  options: {
    readonly port: number;
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly says?: RegExp;
  },
): Promise<Child> {
  const { port, cwd, env, says } = options;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
  let gone: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      gone = error;
      resolve();
    });
    child.once('exit', (code) => {
      gone ??= new Error(`${program} ended with ${code}: ${said}`);
      resolve();
    });
  });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    child.kill('SIGTERM');
    const late = setTimeout(kill, 3000);
    await ended;
    clearTimeout(late);
  };
  const until = performance.now() + 60_000;
  while (!(says ? says.test(said) : await isOpen(port))) {
    if (gone) throw gone;
    if (performance.now() > until) {
      await stop();
      throw new Error(`${program} did not open port ${port}: ${said}`);
    }
    await delay(50);
  }
  return { process: child, stop };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * CPU time that a child and the processes that it started have used so far, on all their threads: what a
 * figure costs, also on a machine that others use meanwhile. NaN where there is no `/proc`.
 */
export function cpuSeconds({ process: child }: Child): number {
  try {
    const family = new Set([child.pid!]);
    let total = 0;
    for (const pid of readdirSync('/proc')
      .map(Number)
      .filter(Number.isInteger)
      .sort((a, b) => a - b)) {
      // After the name, which may hold blanks: state, parent, … user and system time as fields 14 and 15.
      const fields = statOf(pid)?.split(') ').at(-1)?.split(' ');
      if (!fields || !(family.has(pid) || family.has(Number(fields[1])))) continue;
      family.add(pid);
      total += Number(fields[11]) + Number(fields[12]);
    }
    return total / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** USER_HZ, 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** undefined when the process ended meanwhile. */
function statOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
