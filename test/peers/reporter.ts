import { existsSync, readFileSync } from 'node:fs';
import type { Reporter } from 'vitest/node';

type Absence = { peer: string; test: string; install: string | null };

/** Closes a run with the list of the components that were absent and the tests that were skipped for each. */
export default class AbsentPeers implements Reporter {
  // Synchronous, so that the runner's own summary stays the last thing printed.
  onTestRunEnd(): void {
    const absences = read(process.env.ANMIN_PEERS_REPORT);
    if (absences.length === 0) return;
    const byPeer = Map.groupBy(absences, ({ peer }) => peer);
    const lines = [...byPeer].map(([peer, list]) => {
      const tests = [...new Set(list.map(({ test }) => test))].sort().join(', ');
      return `  ${peer}: ${list[0]?.install ?? 'in no registry'}; skipped in ${tests}`;
    });
    process.stdout.write(`\nAbsent peers (tests that need them were skipped):\n${lines.sort().join('\n')}\n`);
  }
}

function read(file: string | undefined): Absence[] {
  if (!file || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Absence);
}
