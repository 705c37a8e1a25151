import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'anmin-run-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A killed process stays as a zombie until it is reaped.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('run', () => {
  it('gives the exit code and both outputs', async () => {
    const result = await run('sh', ['-c', 'echo out; echo err >&2; exit 3']);
    expect(result).toMatchObject({ code: 3, signal: null, truncated: false });
    expect(result.stdout.toString()).toBe('out\n');
    expect(result.stderr.toString()).toBe('err\n');
    expect(result.ms).toBeGreaterThan(0);
  });

  it('passes arguments as they are: no shell reads them', async () => {
    const args = ['$(id)', '; id', '* "quoted" \'too\'', ''];
    const result = await run('printf', ['%s\\n', ...args]);
    expect(result.stdout.toString()).toBe(`${args.join('\n')}\n`);
  });

  it('feeds standard input, and bears a program that does not read it', async () => {
    const bytes = Buffer.alloc(300_000, 7);
    expect((await run('cat', [], { input: bytes })).stdout.equals(bytes)).toBe(true);
    expect((await run('true', [], { input: bytes })).code).toBe(0);
  });

  it('hands on a small environment, none of our own settings', async () => {
    process.env.ANMIN_TEST_SECRET = 'do-not-pass';
    const result = await run('env', [], { env: { WANTED: 'yes' } });
    delete process.env.ANMIN_TEST_SECRET;
    const names = result.stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).toContain('WANTED');
    expect(names).not.toContain('ANMIN_TEST_SECRET');
    expect(
      names.filter((n) => !['PATH', 'HOME', 'TZ', 'TMPDIR', 'LANG', 'LC_ALL', 'WANTED'].includes(n!)),
    ).toEqual([]);
  });

  it('keeps no more output than was asked for, and says so', async () => {
    const result = await run('head', ['-c', '5000000', '/dev/zero'], { maxOutput: 1000 });
    expect(result).toMatchObject({ code: 0, truncated: true });
    expect(result.stdout.length).toBe(1000);
  });

  it('stops the whole group at the time limit, also a child that ignores SIGTERM', async () => {
    const pidFile = join(directory, 'pid');
    const script = `trap '' TERM; sleep 60 & echo $! > "${pidFile}"; while :; do wait; done`;
    const started = performance.now();
    await expect(run('sh', ['-c', script], { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'process.timed-out',
    });
    expect(performance.now() - started).toBeLessThan(6000);
    await expect.poll(() => alive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  it('stops when the signal aborts, and does not start after it', async () => {
    const controller = new AbortController();
    const running = run('sleep', ['60'], { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'process.cancelled' });
    await expect(run('true', [], { signal: controller.signal })).rejects.toMatchObject({
      code: 'process.cancelled',
    });
  });

  it('names a program that is missing, in both languages', async () => {
    const error = await run('no-such-program-here', []).catch((e) => e);
    expect(error.code).toBe('process.not-found');
    expect(error.texts.zh).toContain('no-such-program-here');
    await expect(run('true', [], { cwd: join(directory, 'missing') })).rejects.toMatchObject({
      code: 'process.not-started',
    });
  });

  it('reports the signal that ended a program', async () => {
    expect(await run('sh', ['-c', 'kill -9 $$'])).toMatchObject({ code: null, signal: 'SIGKILL' });
  });
});
