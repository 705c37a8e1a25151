import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveLogFile, servePublicFile } from './served.ts';

const files = ['checkpoint', 'tile/0/000', 'tile/entries/000', 'tile/entries/001.p/7', 'segments/0.seg'];
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'anmin-served-'));
  for (const path of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), path);
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('everybody gets the checkpoint and hashes; the holder of the folder entries too; nobody other files', () => {
  const served = (serve: typeof serveLogFile) => files.filter((path) => serve(directory, path) !== undefined);
  expect(served(servePublicFile)).toEqual(['checkpoint', 'tile/0/000']);
  expect(served(serveLogFile)).toEqual(files.slice(0, 4));
});
