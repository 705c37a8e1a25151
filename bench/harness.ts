import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

/** What several rounds gave. */
export type Figures = { readonly min: number; readonly median: number; readonly max: number };

/** @param values at least one */
export function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: sorted[0]!, median: quantile(sorted, 0.5), max: sorted.at(-1)! };
}

/** The value below which that share of them is. @param sorted ascending, at least one */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** The machine that the figures belong to, on two lines. */
export function printMachine(title: string): void {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(`# ${title}, ${new Date().toISOString().slice(0, 16)}Z`);
  console.log(`# ${first?.model}, ${cpus().length} cores, ${memory}, Node ${process.version}, ${load()}`);
}

/** How busy the machine was in the last minute; other people's work shows here as well. */
export function load(): string {
  return `load ${loadavg()[0]!.toFixed(1)}`;
}

/** Calls `task` for `ms`, `width` at a time, and waits for the last. @returns how many a second */
export async function rateOf(ms: number, width: number, task: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  const end = begun + ms;
  let done = 0;
  const worker = async () => {
    while (performance.now() < end) {
      await task();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return done / ((performance.now() - begun) / 1000);
}

/** @returns milliseconds */
export async function timed(task: () => Promise<unknown> | unknown): Promise<number> {
  const begun = performance.now();
  await task();
  return performance.now() - begun;
}

/** Rows under heads, numbers to the right. */
export function printTable(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? whole(cell) : cell)));
  const widths = heads.map((head, i) => Math.max(head.length, ...text.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  console.log(`\n${line(heads)}`);
  for (const row of text) console.log(line(row));
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `median (min–max)` */
export function spread({ min, median, max }: Figures, show: (value: number) => string = whole): string {
  return `${show(median)} (${show(min)}–${show(max)})`;
}

/** A peer that is not on this machine is said, never left out in silence. */
export function printAbsent(name: string, install: string): void {
  console.log(`! ${name} is absent, its figures are missing: ${install}`);
}

export function printTarget(what: string, met: boolean): void {
  console.log(`${met ? 'met   ' : 'MISSED'}  ${what}`);
}

/** A folder that is gone when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'anmin-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
