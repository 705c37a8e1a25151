import { linkSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditErrors } from '../errors.ts';
import { isFull, isMissing, names } from './files.ts';

/**
 * Takes a directory for this process alone: that of a log, or the state of an agent. The lock names the process by id and start, so that the lock of a
 * process that was killed does not stand in the way.
 * @returns what gives it back
 * @throws audit.evidence-locked
 */
export function lock(directory: string): () => void {
  const path = join(directory, names.lock);
  const own = `${process.pid} ${startOf(process.pid)}`;
  for (let attempt = 0; ; attempt++) {
    try {
      place(path, own);
      break;
    } catch (error) {
      if (isFull(error)) throw error;
      const holder = holderOf(path);
      const held = holder !== undefined && holder !== own && isAlive(holder);
      if (held || holder === own || attempt > 3) {
        throw auditErrors['evidence-locked'](
          { path: directory, process: holder?.split(' ')[0] ?? '?' },
          error,
        );
      }
      rmSync(path, { force: true });
    }
  }
  return () => {
    if (holderOf(path) === own) rmSync(path, { force: true });
  };
}

/** Puts the lock in its place, whole, when there is none. On a full disk it is a link that leads nowhere: that needs no block. */
function place(path: string, own: string): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(aside, own, { mode: 0o600 });
    linkSync(aside, path);
  } catch (error) {
    if (!isFull(error)) throw error;
    symlinkSync(own, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Whether the process that took the directory is alive and still the same one: ids are given out again. */
export function isHeld(directory: string): boolean {
  const holder = holderOf(join(directory, names.lock));
  return holder !== undefined && isAlive(holder);
}

/** Whether a process has the log open for writing, or ended without closing it. */
export function isOpen(directory: string): boolean {
  return holderOf(join(directory, names.lock)) !== undefined;
}

function holderOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  }
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isAlive(holder: string): boolean {
  const [pid, start] = holder.split(' ');
  return startOf(Number(pid)) === start && start !== '';
}

/** When a process began, in ticks since boot (field 22 of proc(5) stat); empty when there is none. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
