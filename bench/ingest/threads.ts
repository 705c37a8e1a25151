import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds of each thread of a process so far, by id; the first is the main one. Empty where there is no `/proc`. */
export function threadSeconds(pid: number): Map<number, { readonly name: string; readonly seconds: number }> {
  const threads = new Map<number, { name: string; seconds: number }>();
  try {
    for (const id of readdirSync(`/proc/${pid}/task`).map(Number)) {
      const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      threads.set(id, { name, seconds: (Number(fields[11]) + Number(fields[12])) / 100 });
    }
  } catch {
    // The process ended, or this is no Linux.
  }
  return threads;
}
