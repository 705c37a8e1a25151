import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAddressShares, networkOf } from './address-shares.ts';
import { type CollectWorld, collectWorld, everybody } from './testing.ts';

let w: CollectWorld | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await w?.close();
  w = undefined;
});

function open(localAddress: string): Socket {
  const socket = connect({ port: w!.port('tcp'), host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  socket.resume();
  sockets.push(socket);
  return socket;
}
const state = () => w!.service.listeners().syslog[0]!;

describe('connections of syslog', () => {
  it('one address has a quarter of them at most, whatever it opens; others send, and it does again later', async () => {
    const world = await collectWorld({ syslog: { tcpPort: 0, maxConnections: 8 } });
    w = world;
    for (const [id, value] of [
      ['greedy', '127.0.0.1'],
      ['modest', '127.0.0.2'],
    ] as const) {
      await world.service.sources.create(everybody, { id, title: id, class: 'operations', kind: 'syslog' });
      await world.service.sources.assign(everybody, id, { kind: 'address', value });
    }
    const greedy = Array.from({ length: 30 }, () => open('127.0.0.1'));
    await expect.poll(() => state().refusedConnections).toBe(28);
    expect(state().connections).toBe(2);
    open('127.0.0.2').write('<13>modest\n');
    await expect.poll(() => world.texts('modest')).toEqual(['<13>modest']);
    const stillOpen = () => greedy.filter((socket) => !socket.destroyed);
    await expect.poll(stillOpen).toHaveLength(2);
    const kept = stillOpen();
    kept[0]!.write('<13>one\n');
    await expect.poll(() => world.texts('greedy')).toEqual(['<13>one']);

    const closed = kept.map((socket) => once(socket, 'close'));
    for (const socket of kept) socket.end();
    await Promise.all(closed);
    await expect.poll(() => state().connections).toBe(1);
    open('127.0.0.1').write('<13>two\n');
    await expect.poll(() => world.texts('greedy')).toEqual(['<13>one', '<13>two']);
  });
});

describe('the network that an address counts for', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1:2%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::10.1.2.3', '64:ff9b:0:0::/64'],
    ['2001:db8:1:2:3:4:10.1.2.3', '2001:db8:1:2::/64'],
    ['', ''],
  ])('%s: %s', (address, network) => expect(networkOf(address)).toBe(network));

  it('a machine that goes through the addresses of its /64 has one share', () => {
    const crowded: string[] = [];
    const shares = createAddressShares(3, (network) => crowded.push(network));
    const taken = Array.from({ length: 20 }, (_, n) => shares.take(`2001:db8::${n.toString(16)}:1`));
    expect(taken.filter((one) => one !== undefined)).toHaveLength(3);
    expect(crowded).toEqual(['2001:db8:0:0::/64']);
    expect(shares.take('2001:db8:0:1::1')).toBeDefined();
    for (const giveBack of taken) giveBack?.();
    expect(shares.take('2001:db8::1')).toBeDefined();
  });

  it('an IPv4 address has one share in both of its forms', () => {
    const shares = createAddressShares(1, () => {});
    expect(shares.take('10.1.2.3')).toBeDefined();
    expect(shares.take('::ffff:10.1.2.3')).toBeUndefined();
    expect(shares.take('::ffff:10.1.2.4')).toBeDefined();
  });
});
