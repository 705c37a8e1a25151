/** Sigma detection over newline-delimited JSON: this engine and rsigma, the same rules, the same events. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRuleFiles } from '../audit/cli/rule-files.ts';
import { eventsOf } from '../audit/core/sigma/testing.ts';
import { reasonOf } from './detect/differences.ts';
import { ordinaryEvents } from './detect/events.ts';
import { findRsigma, matchesOf, measured } from './detect/peers.ts';
import {
  figuresOf,
  printAbsent,
  printMachine,
  printTable,
  printTarget,
  spread,
  temporaryFolder,
} from './harness.ts';

const rounds = Number(process.argv[2] ?? 5);
const target = 10_000;
const vectors = join(import.meta.dirname, '../audit/core/sigma/vectors/sigma-rules.tar.gz');

const folder = temporaryFolder();
const rules = join(folder, 'sigma');
mkdirSync(rules);
execFileSync('tar', ['-xzf', vectors, '-C', rules]);
const set = loadRuleFiles(rules);
printMachine(`detect: ${set.detections.length} rules, ${set.faults.length} not loadable`);

const own = set.detections.map(({ rule }) => rule);
const loads = [
  { name: 'made to fire', events: [...eventsOf(own, 30, 1)] },
  { name: 'ordinary', events: [...ordinaryEvents(150_000, 1)] },
].map(({ name, events }) => {
  const file = join(folder, `${name.replaceAll(' ', '-')}.ndjson`);
  const lines = events.map((event, index) => JSON.stringify({ ...event, zz_n: -index }));
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { name, events, file };
});
const nothing = join(folder, 'nothing.ndjson');
writeFileSync(nothing, '{"zz_n":0}\n');

const ours = (events: string, ...more: string[]) =>
  measured(
    process.execPath,
    [join(import.meta.dirname, 'detect/run.child.ts'), '--rules', rules, '--events', events, ...more],
    join(folder, 'ours.out'),
  );
const rsigma = findRsigma();
const theirs = (events: string, ...more: string[]) =>
  measured(
    rsigma!,
    ['engine', 'eval', '-r', rules, '-e', `@${events}`, '--input-format', 'json', ...more],
    join(folder, 'theirs.out'),
  );

const rows: (string | number)[][] = [];
for (const { name, events, file } of loads) {
  const rates = { anmin: [] as number[], routed: [] as number[], rsigma: [] as number[] };
  // Processor time above that of the same program on one event: without its start and the reading of rules.
  const rate = (run: typeof ours, ...more: string[]) =>
    events.length / Math.max(0.001, run(file, ...more).cpuSeconds - run(nothing, ...more).cpuSeconds);
  for (let round = 0; round < rounds; round++) {
    rates.anmin.push(rate(ours, '--all-rules'));
    rates.routed.push(rate(ours));
    if (rsigma !== undefined) rates.rsigma.push(rate(theirs));
  }
  const figures = figuresOf(rates.anmin);
  rows.push([`${name}: anmin, all rules`, spread(figures), '']);
  rows.push([`${name}: anmin, by log source`, spread(figuresOf(rates.routed)), '']);
  if (rsigma !== undefined) {
    const ratios = figuresOf(rates.anmin.map((each, round) => each / rates.rsigma[round]!));
    rows.push([`${name}: rsigma`, spread(figuresOf(rates.rsigma)), '']);
    rows.push([`${name}: anmin ÷ rsigma`, '', spread(ratios, (value) => value.toFixed(2))]);
  }
  printTarget(`${name}: at least ${target} events a second and core`, figures.median >= target);
}
printTable(['events a second of processor time', 'median (min–max)', 'ratio'], rows);

if (rsigma === undefined) printAbsent('rsigma', 'cargo install rsigma --version 0.23.0 --locked');
else
  for (const { name, file, events } of loads) {
    ours(file, '--all-rules');
    const mine = matchesOf(join(folder, 'ours.out'));
    theirs(file, '--include-event');
    const other = matchesOf(join(folder, 'theirs.out'));
    const onlyMine = [...mine].filter((match) => !other.has(match));
    const onlyOther = [...other].filter((match) => !mine.has(match));
    console.log(
      `\n${name}: ${events.length} events, ${mine.size} matches, ${mine.size - onlyMine.length} the same`,
    );
    for (const [whose, list] of [
      ['only anmin', onlyMine],
      ['only rsigma', onlyOther],
    ] as const)
      for (const [reason, count] of byReason(list)) console.log(`  ${whose} ${count}: ${reason}`);
    printTarget(`${name}: every difference has a reason`, [...onlyMine, ...onlyOther].every(explained));
  }

function explained(match: string): boolean {
  return reasonOf(own, match.split(' ')[1]!) !== undefined;
}

function byReason(matches: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const match of matches) {
    const rule = match.split(' ')[1]!;
    const reason = reasonOf(own, rule) ?? `UNEXPLAINED ${rule}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return counts;
}
