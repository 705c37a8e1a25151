import { join } from 'node:path';
import { loadConfig } from '#platform/config/index.ts';
import { type PersonActor, systemActor } from '#platform/kernel/actor.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import { compose, type System } from '../../app/compose.ts';
import { hot } from '../../pki/store/hot.ts';
import type { PkiTables } from '../../pki/store/tables.ts';
import { temporaryFolder } from '../harness.ts';
import type { Contender } from './contender.ts';
import { type Csr, holderCount, hostOf } from './orders.ts';

const actor = systemActor('bench', [
  'pki.directory.read',
  'pki.directory.import',
  'pki.certificates.issue',
  'pki.certificates.revoke',
  'pki.certificates.read',
  'pki.revocation.publish',
]);

/** The same rights for a person, whose own requests the inventory counts. */
export const person: PersonActor = {
  kind: 'person',
  accountId: newId(),
  name: '测速',
  sessionId: newId(),
  method: 'password',
  permissions: new Set([...actor.permissions, 'pki.requests.read']),
};

/** The composed product on its own database, with the servers in the directory; no listener is open. */
export async function startProduct(
  overrides: Readonly<Record<string, string | number>> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<System> {
  const dataDir = join(temporaryFolder(), 'data');
  const config = loadConfig({ env, overrides: { dataDir, 'log.level': 'error', ...overrides } });
  const system = await compose(config, { clock: systemClock });
  await system.start();
  const { directory } = system.pki.service;
  const importRows = async (kind: 'organisations' | 'servers', lines: readonly string[]) => {
    const content = Buffer.from(lines.join('\r\n'));
    const { import: report } = await directory.importFile(actor, {
      kind,
      fileName: `${kind}.csv`,
      content,
      dryRun: false,
    });
    if (report.refused > 0) throw new Error(`${report.refused} lines of ${kind} were refused`);
  };
  await importRows('organisations', ['机构代码,机构名称,层级,上级机构代码', 'B,测速市民政局,市,']);
  await importRows('servers', [
    '编号,服务器名称,所属机构代码,域名',
    ...Array.from({ length: holderCount }, (_, i) => `S${i + 1},服务器${i + 1},B,${hostOf(i)}`),
  ]);
  return system;
}

/** Issues for the server of the request's index, through the service that approved requests go through. */
export async function issuer(system: System): Promise<(csr: Csr) => Promise<string>> {
  const rows = await system.storage
    .read<PkiTables>()
    .selectFrom('pki_holders')
    .select(['id', 'dns_names'])
    .execute();
  const holders = new Map(rows.map((row) => [(JSON.parse(row.dns_names) as string[])[0]!, row.id]));
  const { issuance } = system.pki.service.issuing;
  return async (csr) => {
    const order = {
      requestId: newId(),
      profile: 'server',
      holderId: holders.get(hostOf(csr.index))!,
      csr: csr.der,
      keyAlgorithm: null,
      days: null,
      dnsNames: null,
      ipAddresses: null,
      renewedFromId: null,
      sameKey: false,
    };
    return (await issuance.issue(order, actor)).certificateId;
  };
}

/** Reads a certificate back from the database, as DER. */
export function finder(system: System): (id: string) => Promise<Buffer> {
  const db = system.storage.read<PkiTables>();
  return async (id) => (await derOf(db, id)).rows[0]!.der;
}

const derOf = hot<{ der: Buffer }>('select der from pki_certificates where id = ?');

/** This product, called in its own process. */
export async function product(): Promise<Contender> {
  const system = await startProduct();
  const issue = await issuer(system);
  const certificateOf = finder(system);
  return {
    name: 'anmin',
    note: 'service call: checks, lint, serial and row on disk',
    issue: async (csr) => certificateOf(await issue(csr)),
    async recorded() {
      const db = system.storage.read<PkiTables>();
      const count = db.selectFrom('pki_certificates').select((eb) => eb.fn.countAll<number>().as('count'));
      return (await count.where('holder_id', 'is not', null).executeTakeFirstOrThrow()).count;
    },
    close: () => system.close(),
  };
}
