import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type CollectWorld, collectWorld, everybody } from './testing.ts';

let w: CollectWorld;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await w.close();
});

function open(localAddress: string): Socket {
  const socket = connect({ port: w.port('tcp'), host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  socket.resume();
  sockets.push(socket);
  return socket;
}
const state = () => w.service.listeners().syslog[0]!;

describe('connections of syslog', () => {
  it('one address has a quarter of them at most, whatever it opens; others send, and it does again later', async () => {
    w = await collectWorld({ syslog: { tcpPort: 0, maxConnections: 8 } });
    for (const [id, value] of [
      ['greedy', '127.0.0.1'],
      ['modest', '127.0.0.2'],
    ] as const) {
      await w.service.sources.create(everybody, { id, title: id, class: 'operations', kind: 'syslog' });
      await w.service.sources.assign(everybody, id, { kind: 'address', value });
    }
    const greedy = Array.from({ length: 30 }, () => open('127.0.0.1'));
    await expect.poll(() => state().refusedConnections).toBe(28);
    expect(state().connections).toBe(2);
    open('127.0.0.2').write('<13>modest\n');
    await expect.poll(() => w.texts('modest')).toEqual(['<13>modest']);
    const stillOpen = () => greedy.filter((socket) => !socket.destroyed);
    await expect.poll(stillOpen).toHaveLength(2);
    const kept = stillOpen();
    kept[0]!.write('<13>one\n');
    await expect.poll(() => w.texts('greedy')).toEqual(['<13>one']);

    const closed = kept.map((socket) => once(socket, 'close'));
    for (const socket of kept) socket.end();
    await Promise.all(closed);
    await expect.poll(() => state().connections).toBe(1);
    open('127.0.0.1').write('<13>two\n');
    await expect.poll(() => w.texts('greedy')).toEqual(['<13>one', '<13>two']);
  });
});
