import { setTimeout as wait } from 'node:timers/promises';

/** How long nobody has taken up what was asked before we say that the server does not run. */
const unattendedMs = 15_000;

/** What a command asked of the process that serves: kept in the database, `waiting` until it is taken up. */
export type ServedTask<S extends { readonly state: string }> = {
  /** What it is called when it is taken back. */
  readonly name: string;
  readonly everyMs: number;
  get(): Promise<S>;
  hasEnded(now: S): boolean;
  /** A line that says how far it is. */
  progress(now: S): string | undefined;
  withdraw(): Promise<void>;
};

/** Waits for the end and tells how far it is. @returns undefined when nobody serves; then it was taken back */
export async function awaitServing<S extends { readonly state: string }>(
  task: ServedTask<S>,
  err: (text: string) => void,
): Promise<S | undefined> {
  const begun = Date.now();
  let told: string | undefined;
  for (;;) {
    const now = await task.get();
    if (task.hasEnded(now)) return now;
    if (now.state === 'waiting' && Date.now() - begun > unattendedMs) {
      await task.withdraw();
      err(
        `服务没有在运行，${task.name}已取消。请先执行 npm start\nThe server does not run; start it first with npm start`,
      );
      return undefined;
    }
    const line = task.progress(now);
    if (line !== undefined && line !== told) err(line);
    told = line;
    await wait(task.everyMs);
  }
}
