import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { end, type OfficeProcess, officeProcess } from './office-process.ts';
import { type Forwarder, omelasticsearch, startForwarder } from './peers/rsyslog.ts';
import type { Program } from './program.ts';

let office: OfficeProcess | undefined;
let server: Program | undefined;
let forwarder: Forwarder | undefined;
afterEach(async () => {
  await forwarder?.stop();
  if (server) await end(server);
  office?.remove();
});

describe.skipIf(!omelasticsearch.found)('a shipper that sends to Elasticsearch', () => {
  it('rsyslog sends to us unchanged: what comes while we are away is in its queue, nothing is lost', {
    timeout: 400_000,
  }, async () => {
    let ca = '';
    office = await officeProcess({
      elastic: ['ship'],
      prepare: async ({ system }) => {
        ca = system.pki.rootCertificate().pem;
      },
    });
    const pem = join(office.folder, 'root.pem');
    writeFileSync(pem, ca);
    server = await office.startServer();
    const cookie = await office.signIn('audit');
    forwarder = await startForwarder(office.folder, {
      by: 'elasticsearch',
      server: `${office.server}/es`,
      password: office.tokens.ship!,
      ca: pem,
    });
    let sent = 0;
    const give = async (count: number): Promise<void> => {
      const lines = Array.from(
        { length: count },
        (_, n) => `<13>Nov 22 16:00:00 web01 app[1]: 第${sent + n}行\n`,
      );
      const socket = connect({ port: forwarder!.port, host: '127.0.0.1' });
      await once(socket, 'connect');
      socket.resume().end(lines.join(''));
      await once(socket, 'close');
      sent += count;
    };
    const stored = async (): Promise<Set<string>> => {
      const found = new Set<string>();
      let cursor: string | undefined;
      do {
        const { body } = await office!.ask('POST', '/api/audit/events/search', {
          headers: { cookie },
          body: {
            query: 'anmin.source:ship',
            from: '2000-01-01T00:00:00.000Z',
            to: '2100-01-01T00:00:00.000Z',
            limit: 200,
            ...(cursor && { cursor }),
          },
        });
        for (const { fields } of body.items) found.add(fields.message.trim());
        cursor = body.cursor ?? undefined;
      } while (cursor);
      return found;
    };
    const all = () => new Set(Array.from({ length: sent }, (_, n) => `第${n}行`));
    await expect
      .poll(
        () =>
          give(100)
            .then(() => true)
            .catch(() => false),
        { timeout: 60_000 },
      )
      .toBe(true);
    await expect.poll(stored, { timeout: 90_000, interval: 500 }).toEqual(all());
    await end(server);
    await give(300);
    server = await office.startServer();
    await give(50);
    await expect.poll(stored, { timeout: 90_000, interval: 500 }).toEqual(all());
  });
});
