import { readFileSync } from 'node:fs';

/**
 * Datagrams that Linux dropped on a UDP port because its buffer was full: the last column of
 * /proc/net/udp (proc(5)). Read where it is asked for; nothing is kept.
 * @returns null where there is no such table
 */
export function kernelDrops(port: number): number | null {
  let sum: number | null = null;
  for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
    try {
      const drops = dropsOf(readFileSync(table, 'utf8'), port);
      if (drops !== null) sum = (sum ?? 0) + drops;
    } catch {
      // No Linux, or no such family.
    }
  }
  return sum;
}

/** The drops of all sockets on a port in the text of such a table; null: there is none. */
export function dropsOf(table: string, port: number): number | null {
  let sum: number | null = null;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const local = columns[1]?.split(':')[1];
    if (local === undefined || Number.parseInt(local, 16) !== port) continue;
    sum = (sum ?? 0) + Number(columns.at(-1));
  }
  return sum;
}
