/**
 * Sends syslog lines over TCP at an asked rate, half of its connections with octet counting. Never ahead of what
 * the other side reads. Says `mark <n> <ms since 1970>` for each marker and at the end `sent <lines> <seconds>`.
 */

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { lineOf, markLine } from './lines.ts';

const { port, rate, seconds, connections, marks } = JSON.parse(process.argv[2]!) as {
  readonly port: number;
  readonly rate: number;
  readonly seconds: number;
  readonly connections: number;
  readonly marks: boolean;
};
const tickMs = 20;
const markEveryMs = 500;

const sockets = await Promise.all(
  Array.from({ length: connections }, async () => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.resume();
    await once(socket, 'connect');
    return socket;
  }),
);
const octets = (line: string) => `${Buffer.byteLength(line)} ${line}`;
const lf = (line: string) => `${line}\n`;

let sent = 0;
let mark = 0;
const begun = performance.now();
for (;;) {
  const passed = performance.now() - begun;
  if (passed >= seconds * 1000) break;
  const due = Math.min(Math.floor((rate * (passed + tickMs)) / 1000), rate * seconds) - sent;
  const each = Math.ceil(due / sockets.length);
  const full: Promise<unknown>[] = [];
  sockets.forEach((socket, at) => {
    const frame = at % 2 === 0 ? lf : octets;
    let text = '';
    if (marks && at === mark % sockets.length && passed >= mark * markEveryMs) {
      console.log(`mark ${mark} ${Date.now()}`);
      text += frame(markLine(mark));
      mark++;
    }
    for (let i = 0; i < each; i++) text += frame(lineOf(sent++));
    if (text !== '' && !socket.write(text)) full.push(once(socket, 'drain'));
  });
  await Promise.all(full);
  await delay(Math.max(0, sent / (rate / 1000) - (performance.now() - begun)));
}
const took = (performance.now() - begun) / 1000;
await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.end(resolve))));
console.log(`sent ${sent} ${mark} ${took.toFixed(2)}`);
