import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { takeState } from './lock.ts';
import { readStatus } from './status.ts';

const folder = mkdtempSync(join(tmpdir(), 'anmin-status-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('whether an agent runs', () => {
  it('is said of the process that took the state, not of a later one that got its id', () => {
    const runs = () => readStatus(folder, new Date()).running;
    expect(runs()).toBe(false);
    const giveBack = takeState(folder);
    expect(runs()).toBe(true);
    const path = join(folder, 'lock');
    const [pid, start] = readFileSync(path, 'utf8').split(' ');
    writeFileSync(path, `${pid} ${Number(start) - 1}`);
    expect(runs()).toBe(false);
    writeFileSync(path, `${pid} ${start}`);
    giveBack();
    expect(runs()).toBe(false);
  });
});
