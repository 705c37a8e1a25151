import { join } from 'node:path';
import { loadConfig } from '#platform/config/index.ts';
import { type PersonActor, systemActor } from '#platform/kernel/actor.ts';
import { systemClock } from '#platform/kernel/clock.ts';
import { newId } from '#platform/kernel/ids.ts';
import { compose, type System } from '../../app/compose.ts';
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

/** This product, called in its own process. */
export async function product(): Promise<Contender> {
  const system = await startProduct();
  const issue = await issuer(system);
  const db = system.storage.read<PkiTables>();
  return {
    name: 'anmin',
    note: 'service call: checks, lint, serial and row on disk',
    async issue(csr) {
      const id = await issue(csr);
      const find = db.selectFrom('pki_certificates').select('der').where('id', '=', id);
      return (await find.executeTakeFirstOrThrow()).der;
    },
    async recorded() {
      const count = db.selectFrom('pki_certificates').select((eb) => eb.fn.countAll<number>().as('count'));
      return (await count.where('holder_id', 'is not', null).executeTakeFirstOrThrow()).count;
    },
    close: () => system.close(),
  };
}
