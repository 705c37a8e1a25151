import { spawn } from 'node:child_process';
import { processErrors } from './errors.ts';

export type RunOptions = {
  /** Written to standard input, then closed. The way for secrets in. */
  readonly input?: string | Uint8Array;
  /** Added to the small environment that every program gets (PATH, HOME, TZ, LANG=C.UTF-8). */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds until the program and its children are stopped. Default 30 000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Bytes kept of each output stream; the rest is read and dropped. Default 16 MiB. */
  readonly maxOutput?: number;
};

export type RunResult = {
  /** Exit code, or null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Whether either output was longer than `maxOutput`. */
  readonly truncated: boolean;
  readonly ms: number;
};

const graceMs = 2000;

/**
 * Runs an external program without a shell, in a process group of its own, and waits for its end. An
 * exit code other than 0 is a result, not an error. Secrets go in by `input` or `env`: arguments can
 * be seen by every user of the machine.
 * @throws process.not-found, process.not-started, process.timed-out, process.cancelled
 */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { input, cwd, timeoutMs = 30_000, signal, maxOutput = 16 * 1024 * 1024 } = options;
  if (signal?.aborted) return Promise.reject(processErrors.cancelled({ program: file }, signal.reason));
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...baseEnvironment(), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      detached: true,
      windowsHide: true,
    });
    const stdout = collector(maxOutput);
    const stderr = collector(maxOutput);
    child.stdout.on('data', stdout.take);
    child.stderr.on('data', stderr.take);
    // A program that closes its input early says why by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);

    let failure: Error | undefined;
    let killer: NodeJS.Timeout | undefined;
    const stop = (reason: Error) => {
      if (failure !== undefined) return;
      failure = reason;
      killGroup(child.pid, 'SIGTERM');
      killer = setTimeout(() => {
        killGroup(child.pid, 'SIGKILL');
        // A grandchild that left the group may still hold the pipes open.
        child.stdout.destroy();
        child.stderr.destroy();
      }, graceMs);
    };
    const onAbort = () => stop(processErrors.cancelled({ program: file }, signal?.reason));
    const timer = setTimeout(
      () => stop(processErrors['timed-out']({ program: file, seconds: timeoutMs / 1000 })),
      timeoutMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      clearTimeout(killer);
      signal?.removeEventListener('abort', onAbort);
    };

    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      settle();
      // ENOENT is also what a missing working directory gives.
      const missing = error.code === 'ENOENT' && cwd === undefined;
      reject(
        missing
          ? processErrors['not-found']({ program: file }, error)
          : processErrors['not-started']({ program: file, reason: error.code ?? error.message }, error),
      );
    });
    child.on('close', (code, endSignal) => {
      if (child.pid === undefined) return;
      settle();
      if (failure !== undefined) {
        killGroup(child.pid, 'SIGKILL');
        reject(failure);
        return;
      }
      resolve({
        code,
        signal: endSignal,
        stdout: stdout.bytes(),
        stderr: stderr.bytes(),
        truncated: stdout.truncated() || stderr.truncated(),
        ms: performance.now() - started,
      });
    });
  });
}

/** What a program needs to run at all; nothing of our own configuration, where secrets may be. */
function baseEnvironment(): Record<string, string> {
  const base: Record<string, string> = { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  for (const name of ['PATH', 'HOME', 'TZ', 'TMPDIR']) {
    const value = process.env[name];
    if (value !== undefined) base[name] = value;
  }
  return base;
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended.
  }
}

function collector(limit: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  let over = false;
  return {
    take(chunk: Buffer) {
      const room = limit - size;
      if (chunk.length > room) over = true;
      if (room <= 0) return;
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      size += Math.min(chunk.length, room);
    },
    bytes: () => Buffer.concat(chunks),
    truncated: () => over,
  };
}
