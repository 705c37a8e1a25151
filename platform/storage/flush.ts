import type { AppError } from '../kernel/errors.ts';
import { storageErrors } from './errors.ts';

export type Flush = {
  /** Resolves once everything written so far is on disk; not to be called after it failed. @throws storage.flush-failed */
  start(): Promise<void>;
  /** The flush under way. What was read meanwhile is not to be told before it has ended. */
  underWay(): Promise<void> | undefined;
  /** @throws storage.flush-failed when a flush has failed: what the disk holds since then is not known */
  check(): void;
};

/**
 * Flushes of one open file, beside the main thread: a slow disk must not hold up the process.
 * @param flush brings what was written so far to the disk
 * @param onFailed told once, when a flush has failed
 */
export function createFlush(flush: () => Promise<void>, onFailed: (error: AppError) => void): Flush {
  let running: Promise<void> | undefined;
  let failed: AppError | undefined;
  async function once(): Promise<void> {
    try {
      await flush();
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      failed = storageErrors['flush-failed']({ reason }, error);
      onFailed(failed);
      throw failed;
    } finally {
      running = undefined;
    }
  }
  return {
    start() {
      running = once();
      return running;
    },
    underWay: () => running,
    check() {
      if (failed !== undefined) throw failed;
    },
  };
}
