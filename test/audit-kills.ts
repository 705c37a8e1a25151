import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { openBlock } from '../audit/stores/embedded/block.ts';
import { end, kill, type OfficeProcess, officeProcess } from './office-process.ts';
import { type Program, start } from './program.ts';

export type Outcome = {
  readonly kills: number;
  /** Lines that were acknowledged over HTTPS, in their order. */
  readonly acknowledged: readonly string[];
  /** Lines of that source in the store, in the order of the log. */
  readonly stored: readonly string[];
  /** Lines over TCP, which acknowledges nothing: what is in the store. */
  readonly streamed: readonly string[];
  /** Places in the log of all that is in the store, sorted. */
  readonly places: readonly number[];
  readonly evidenceSize: number;
  /** Of `anmin audit verify`. */
  readonly verify: { readonly code: number | null; readonly output: string };
  /** Who stopped the audit, by the lines that were acknowledged; and by the alerts, with their matches and events. */
  readonly culprits: readonly string[];
  readonly alerts: readonly { readonly user: string; readonly matches: number; readonly events: number }[];
};

const stopsAudit = '6ad46737-4721-5118-9ccd-6287e4b3713a';
const perBatch = 60;
const culpritOf = (n: number) => `op${n}`;

/** Every fiftieth is by itself an alert, each of another person. */
function line(n: number): string {
  return n % 50 === 7
    ? `<86>1 2026-11-22T08:00:00Z srv1 sudo ${n} - - ${culpritOf(n)} : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/systemctl stop auditd`
    : `<134>1 2026-11-22T08:00:00Z srv1 hunyin ${n} - - 婚姻登记 第 ${n} 件 ${'x'.repeat(n % 90)}`;
}

/** Kills the product at random moments while records come in by HTTPS and by syslog, then lets it come to rest. */
export async function killAtRandom(kills: number, random: () => number): Promise<Outcome> {
  const product = await officeProcess({ syslog: { net: '127.0.0.1' }, bulk: ['app'] });
  let server: Program | undefined = await product.startServer();
  const acknowledged: string[] = [];
  let going = true;
  const sending = [sendBulk(product, acknowledged, () => going), sendSyslog(product, () => going)];
  try {
    for (let n = 0; n < kills; n++) {
      const before = acknowledged.length;
      for (let tries = 0; acknowledged.length === before; tries++) {
        if (tries > 600) throw new Error(`nothing is taken any more:\n${server.output()}`);
        await wait(50);
      }
      await wait(random() * 700);
      await kill(server);
      server = await product.startServer();
    }
    going = false;
    await Promise.all(sending);
    const evidenceSize = await atRest(product);
    if ((await end(server)) !== 0) throw new Error(server.output());
    server = undefined;
    return { kills, acknowledged, evidenceSize, ...(await lookAt(product, acknowledged)) };
  } finally {
    going = false;
    server?.child.kill('SIGKILL');
    await Promise.allSettled(sending);
    product.remove();
  }
}

/** One body at a time, again until it is answered. */
async function sendBulk(product: OfficeProcess, acknowledged: string[], going: () => boolean): Promise<void> {
  for (let position = 0; going(); position += perBatch) {
    const lines = Array.from({ length: perBatch }, (_, i) => line(position + i));
    for (;;) {
      const answer = await product
        .ask('POST', '/api/audit/collect/app', {
          sender: true,
          body: `${lines.join('\n')}\n`,
          headers: {
            authorization: `Bearer ${product.tokens.app}`,
            'x-anmin-stream': 'app-1',
            'x-anmin-position': String(position),
          },
        })
        .catch(() => undefined);
      if (answer?.status === 200) break;
      if (answer !== undefined && ![429, 503].includes(answer.status))
        throw new Error(JSON.stringify(answer));
      await wait(40);
    }
    acknowledged.push(...lines);
    await wait(10);
  }
}

/** Counted octets; connects anew when the connection is gone, and sends nothing twice. */
async function sendSyslog(product: OfficeProcess, going: () => boolean): Promise<void> {
  for (let n = 0; going(); ) {
    const socket = connect({ port: product.tcpPort, host: '127.0.0.1' });
    let open = true;
    socket.on('error', () => {});
    socket.on('close', () => {
      open = false;
    });
    socket.resume();
    while (open && going()) {
      for (let i = 0; i < 30; i++) {
        const text = `<134>1 2026-11-22T08:00:00Z srv2 app 1 - - tcp ${n++}`;
        socket.write(`${Buffer.byteLength(text)} ${text}`);
      }
      await wait(20);
    }
    socket.end();
    await wait(30);
  }
}

/** Waits until everybody who follows the log has all of it. @returns how long it is */
async function atRest(product: OfficeProcess): Promise<number> {
  const cookie = await product.signIn('audit');
  for (let tries = 0; ; tries++) {
    const { body } = await product.ask('GET', '/api/audit/evidence', { headers: { cookie } });
    const followers = body.followers as { lag: number; failures: number }[];
    if (followers.length === 2 && followers.every(({ lag }) => lag === 0)) return body.size;
    if (tries > 300) throw new Error(JSON.stringify(body));
    await wait(200);
  }
}

async function lookAt(product: OfficeProcess, acknowledged: readonly string[]) {
  const documents = storedIn(join(product.dataDir, 'audit/index'));
  const of = (source: string) =>
    documents.filter((each) => each.source === source).map(({ original }) => original);
  const check = start('app/cli.ts', ['audit', 'verify', '--dir', join(product.dataDir, 'audit/evidence')]);
  const { code, output } = await check.ended();
  return {
    stored: of('app'),
    streamed: of('net'),
    places: documents.map(({ index }) => index),
    verify: { code, output },
    culprits: acknowledged.flatMap((_, n) => (n % 50 === 7 ? [culpritOf(n)] : [])),
    alerts: alertsIn(join(product.dataDir, 'anmin.db')),
  };
}

/** Every row of the store's files, so that something that is there twice is seen twice. */
function storedIn(folder: string) {
  const documents: { index: number; source: string; original: string }[] = [];
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.events.db'))) {
    const db = new DatabaseSync(join(folder, name), { readOnly: true });
    for (const { data } of db.prepare('SELECT data FROM block').all() as { data: Uint8Array }[]) {
      const block = openBlock(data);
      for (let slot = 0; slot < block.count; slot++) {
        const { anmin, event } = block.fieldsAt(slot) as {
          anmin: { source: string };
          event: { original: string };
        };
        documents.push({ index: block.indexAt(slot), source: anmin.source, original: event.original });
      }
    }
    db.close();
  }
  return documents.sort((one, other) => one.index - other.index);
}

function alertsIn(path: string) {
  const db = new DatabaseSync(path, { readOnly: true });
  const rows = db
    .prepare(
      `SELECT user_name AS user, matches,
        (SELECT count(*) FROM audit_alert_events WHERE alert_id = audit_alerts.id) AS events
      FROM audit_alerts WHERE rule_id = ?`,
    )
    .all(stopsAudit) as { user: string; matches: number; events: number }[];
  db.close();
  return rows.map(({ user, matches, events }) => ({ user, matches, events }));
}

/** What was acknowledged is evidence, in the store and judged, each once. */
export function expectWhole(outcome: Outcome): void {
  const { acknowledged, stored, streamed, places, evidenceSize } = outcome;
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(stored).toEqual(acknowledged);
  expect(streamed.length).toBeGreaterThan(0);
  expect(new Set(streamed).size).toBe(streamed.length);
  // Every record of the log is in the store, once: also our own events of that time.
  expect(places).toEqual(places.map((_, n) => n));
  expect(places.length).toBeGreaterThanOrEqual(evidenceSize);
  expect(outcome.verify).toMatchObject({ code: 0 });
  const byUser = (one: { user: string }, other: { user: string }) => one.user.localeCompare(other.user);
  expect([...outcome.alerts].sort(byUser)).toEqual(
    outcome.culprits.map((user) => ({ user, matches: 1, events: 1 })).sort(byUser),
  );
}
