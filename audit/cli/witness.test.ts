import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPlainServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#platform/kernel/actor.ts';
import { parseVerifierKey } from '../core/notes/keys.ts';
import { parseTlogProof } from '../core/notes/tlog-proof.ts';
import type { DurableEvidenceLog } from '../evidence/log.ts';
import { servePublicFile } from '../evidence/served.ts';
import { copyOf, newFolder, openTestLog, recordsOf } from '../evidence/testing.ts';
import { witnessCommand } from './witness.ts';

async function run(args: readonly string[], json = false) {
  const lines: string[] = [];
  const say = (line: string) => lines.push(line);
  const context = { actor: systemActor('cli', []), args, json, stdin: Readable.from([]), out: say, err: say };
  return { code: await witnessCommand.run(context), text: lines.join('\n') };
}

let keyFile: string;
let witnessKey: string;

beforeAll(async () => {
  keyFile = join(newFolder(), 'witness.key');
  const made = await run(['--new-key', keyFile, '--name', 'bureau.example/audit-admin'], true);
  witnessKey = JSON.parse(made.text).vkey;
});

/** What a witness is told: whose log, where it is, and where it keeps what it saw last. */
const watching = (from: string, { vkey }: { readonly vkey: string }, state: string) => [
  ...['--log', from, '--log-key', vkey],
  ...['--key-file', keyFile, '--state', state],
];

/** The log behind HTTP, as the product serves it. */
async function serve(directory: string, log: DurableEvidenceLog) {
  const server = createServer(async (request, response) => {
    const path = request.url!.replace('/api/audit/log/', '');
    if (request.method === 'POST' && request.url === '/api/audit/witness/cosignature') {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
      const done = await log.addCosignature(body.checkpoint).then(
        () => 200,
        (error: { status: number }) => error.status,
      );
      response.writeHead(done).end();
      return;
    }
    const file = servePublicFile(directory, path);
    response.writeHead(file ? 200 : 404).end(file?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => server.close(),
  };
}

describe('anmin audit witness', () => {
  it('makes a key that only its owner reads, and never over another file', async () => {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(parseVerifierKey(witnessKey)).toMatchObject({
      kind: 'witness',
      name: 'bureau.example/audit-admin',
    });
    expect((await run(['--new-key', keyFile])).code).toBe(2);
  });

  it('reads over HTTP, checks, cosigns, brings its line back, and its line goes into proofs', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory, { witnesses: () => [parseVerifierKey(witnessKey)!] });
    const { address, stop } = await serve(directory, log);
    const state = join(newFolder(), 'state');
    const args = [...watching(address, log, state), '--once'];
    let before = 0;
    for (const count of [1, 254, 1, 300, 0]) {
      await log.append(recordsOf('pg', count));
      await log.checkpoint();
      const { code, text } = await run(args, true);
      expect(JSON.parse(text)).toEqual({ witnessed: true, origin: log.origin, size: before + count, before });
      expect(code).toBe(0);
      before += count;
    }
    expect(log.witnessState()[0]).toMatchObject({ name: 'bureau.example/audit-admin', size: 556 });
    expect(parseTlogProof(await log.proof(555))!.checkpoint).toContain('bureau.example/audit-admin');
    expect(readFileSync(state, 'utf8')).toContain('\n556\n');
    stop();
    expect((await run(args)).text).toContain('audit.log-away');
    expect((await run(args)).code).toBe(1);
  });

  it('refuses loudly a log that was rolled back or forked, and keeps its memory', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory);
    await log.append(recordsOf('pg', 300));
    await log.close();
    const old = copyOf(directory);
    const again = await openTestLog(directory);
    await again.append(recordsOf('pg', 30));
    await again.close();
    const state = join(newFolder(), 'state');
    const args = (from: string) => watching(from, log, state);
    expect((await run(args(directory))).code).toBe(0);
    const remembered = readFileSync(state, 'utf8');
    expect(existsSync(`${directory}.cosigned`)).toBe(true);
    const back = await run(args(old));
    expect(back.code).toBe(1);
    expect(back.text).toContain('日志回退：见证过 330 条，现在只有 300 条');
    const other = await openTestLog(old);
    await other.append(recordsOf('forged', 500));
    await other.close();
    const forked = await run(args(old));
    expect(forked.code).toBe(1);
    expect(forked.text).toContain('日志分叉');
    expect(readFileSync(state, 'utf8')).toBe(remembered);
    rmSync(`${directory}.cosigned`);
    // A tile that lies is no excuse either.
    const bent = copyOf(directory);
    const longer = await openTestLog(bent);
    await longer.append(recordsOf('pg', 100));
    await longer.close();
    const tile = join(bent, 'tile/0/001.p/174');
    writeFileSync(tile, Buffer.alloc(174 * 32));
    expect((await run(args(bent))).text).toContain('日志分叉');
  });

  it.each<[string, (socket: Socket) => void]>([
    [
      'an answer without an end',
      (socket) => {
        const part = Buffer.alloc(65_536, 0x41);
        const more = () => {
          while (!socket.destroyed && socket.write(part));
        };
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n');
        socket.on('drain', more);
        more();
      },
    ],
    ['heads without an end', (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x-y: z\r\n'.repeat(50_000)}`)],
    ['what is no HTTP', (socket) => socket.end('\u001b[2J\u001b]0;SOUND\u0007SOUND: nothing was changed\n')],
    ['another place', (socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n')],
    ['nothing', (socket) => socket.destroy()],
  ])(
    'a log that answers %s is away: nothing is signed, nothing of it reaches the terminal',
    async (_, answer) => {
      const server = createPlainServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => answer(socket));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const log = await openTestLog(newFolder());
      const state = join(newFolder(), 'state');
      const { code, text } = await run([...watching(address, log, state), '--once']);
      expect([code, existsSync(state)]).toEqual([1, false]);
      expect(text).toContain('audit.log-away');
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]|SOUND/u);
      server.close();
      await log.close();
    },
  );

  it('is not kept from its work by a checkpoint that the log has signed many times', async () => {
    const directory = newFolder();
    const log = await openTestLog(directory);
    await log.append(recordsOf('pg', 3));
    await log.close();
    const checkpoint = readFileSync(join(directory, 'checkpoint'), 'utf8');
    const [text, signature] = checkpoint.split('\n\n') as [string, string];
    writeFileSync(join(directory, 'checkpoint'), `${text}\n\n${signature.repeat(63)}`);
    const state = join(newFolder(), 'state');
    const args = watching(directory, log, state);
    expect((await run(args)).code).toBe(0);
    expect((await run(args)).text).toContain('3 records, 3 at the last time');
  });

  it('answers 2 for what is no task', async () => {
    const directory = newFolder();
    for (const args of [
      [],
      ['--log', directory],
      ['--once'],
      ['--new-key', keyFile, '--name', 'a b'],
      ['x'],
    ]) {
      expect((await run(args)).code, args.join(' ')).toBe(2);
    }
  });
});
