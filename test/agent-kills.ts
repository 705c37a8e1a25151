import { appendFileSync, copyFileSync, existsSync, readFileSync, renameSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { type AgentOffice, agentOffice } from './agent-office.ts';
import { end, kill } from './office-process.ts';
import type { Program } from './program.ts';

export type Outcome = { readonly written: string[]; readonly stored: string[]; readonly kills: number };

/** Enough of a log to be told apart line by line. */
const line = (n: number) => `2026-11-22 16:00:00 第 ${n} 行 ${'x'.repeat(n % 200)}`;

/**
 * Every `rotateEvery` lines: by renaming, or by copy and truncation, in turn. It writes what it is allowed, so that
 * a slow machine has no more generations than a quick one.
 */
function startWriter(path: string, rotateEvery: number) {
  const written: string[] = [];
  let allowed = 0;
  let rotations = 0;
  let going = true;
  const work = (async () => {
    while (going) {
      if (written.length >= allowed) {
        await wait(5);
        continue;
      }
      const lines = Array.from({ length: 6 }, (_, i) => line(written.length + i));
      // A line in two pieces, as a writer that is interrupted leaves it.
      const text = `${lines.join('\n')}\n`;
      appendFileSync(path, text.slice(0, -10));
      if (rotations % 3 !== 0) await wait(1);
      appendFileSync(path, text.slice(-10));
      written.push(...lines);
      if (written.length % rotateEvery < 6) {
        rotations++;
        const aside = `${path}.${rotations}`;
        if (rotations % 2 === 0) renameSync(path, aside);
        else {
          copyFileSync(path, aside);
          truncateSync(path);
        }
      }
      await wait(25);
    }
  })();
  return {
    written,
    allow(lines: number) {
      allowed = written.length + lines;
    },
    async stop() {
      going = false;
      await work;
    },
  };
}

/** Kills agent and product at random moments while a log is written and rotated; then lets everything settle. */
export async function killAtRandom(kills: number, random: () => number): Promise<Outcome> {
  const office = await agentOffice();
  const path = join(office.folder, 'x.log');
  const input = [{ name: 'app', files: [path] }];
  let server = await office.startServer();
  let agent = office.startAgent(input);
  // What is beside the file before the very first look is not asked for.
  await settled(() => existsSync(join(office.state, 'state.json')));
  const writer = startWriter(path, 60);
  let broken: Program | undefined;
  try {
    for (let n = 0; n < kills; n++) {
      writer.allow(120);
      await wait(100 + random() * 900);
      const which = random() < 0.25 ? server : agent;
      broken = which;
      await kill(which);
      broken = undefined;
      if (which === agent) agent = office.startAgent(input);
      else server = await office.startServer();
    }
    await writer.stop();
    await settled(() => isDrained(office));
    if ((await end(agent)) !== 0) throw new Error(agent.output());
    await end(server);
  } catch (error) {
    await writer.stop();
    for (const program of [agent, server]) program.child.kill('SIGKILL');
    throw new Error(`${broken?.output() ?? agent.output()}`, { cause: error });
  }
  const product = await office.open();
  try {
    return { written: writer.written, stored: await office.stored(product, writer.written.length), kills };
  } finally {
    await product.close();
  }
}

async function settled(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 1800) throw new Error('it does not settle');
    await wait(100);
  }
}

/** As the agent says itself: every file read to its end, nothing waits. */
function isDrained({ state }: AgentOffice): boolean {
  const { at, inputs, sources } = JSON.parse(readFileSync(join(state, 'state.json'), 'utf8'));
  if (Date.now() - Date.parse(at) > 5000 || inputs[0].files.length === 0) return false;
  return (
    sources.every((source: { spool: { waiting: number } }) => source.spool.waiting === 0) &&
    inputs[0].files.every(({ offset, size }: { offset: number; size: number }) => offset === size)
  );
}

/** Each line that was written is stored, once. */
export function expectEachOnce({ written, stored, kills }: Outcome): void {
  expect(written.length).toBeGreaterThan(10 * kills);
  expect(stored.length).toBe(written.length);
  expect(stored.toSorted()).toEqual(written.toSorted());
}
