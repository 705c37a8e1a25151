import { randomBytes } from 'node:crypto';
import type { PersonActor } from '#platform/kernel/actor.ts';
import { newId } from '#platform/kernel/ids.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { pkiPermissions } from '../../permissions.ts';
import type { Issuance, IssueOrder, IssuePreview, PkiDeps, RequestProfile } from '../../ports.ts';
import { findHolder } from '../../store/directory.ts';
import type { PkiTables } from '../../store/tables.ts';
import { createDirectory } from '../directory/index.ts';
import { testDeps } from '../testing.ts';
import { createRequests } from './index.ts';

/** A signed-in person of the directory with the permissions of built-in roles. */
export function person(
  name: string,
  roles: readonly string[],
  extra: Partial<PersonActor> = {},
): PersonActor {
  const permissions = Object.entries(pkiPermissions)
    .filter(([, spec]) =>
      ['staff', ...roles].some((role) => (spec.roles as readonly string[]).includes(role)),
    )
    .map(([permission]) => permission);
  return {
    kind: 'person',
    accountId: newId(),
    holderId: newId(),
    name,
    sessionId: newId(),
    method: 'password',
    permissions: new Set(permissions),
    ...extra,
  };
}

export const staffProfile: RequestProfile = {
  id: 'staff-signin',
  title: { zh: '人员登录证书', en: 'Staff sign-in' },
  holderKind: 'person',
  keyAlgorithms: ['ec-p256'],
  maxDays: 1095,
  delivery: ['csr', 'pkcs12'],
  steps: ['entry', 'review', 'approve'],
};

/** Stands for the issuing side: keeps certificates as bare rows and the calls in `calls`. */
export function bareIssuance(deps: PkiDeps) {
  const calls: string[] = [];
  const trouble: { next?: unknown; preview?: Partial<IssuePreview> } = {};
  const setStatus = async (call: string, id: string, status: string) => {
    calls.push(call);
    fail();
    await deps.storage.transaction<PkiTables, unknown>((tx) =>
      tx.updateTable('pki_certificates').set({ status }).where('id', '=', id).execute(),
    );
  };
  const fail = () => {
    const { next } = trouble;
    trouble.next = undefined;
    if (next) throw next;
  };
  const preview = async (order: IssueOrder): Promise<IssuePreview> => {
    const holder = (await findHolder(deps.storage.read<PkiTables>(), order.holderId))!;
    return {
      subject: `CN=${holder.name}, serialNumber=${holder.number}, C=CN`,
      dnsNames: [],
      ipAddresses: [],
      emails: holder.email ? [holder.email] : [],
      keyAlgorithm: 'ec-p256',
      days: order.days ?? 365,
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['clientAuth'],
      spkiHash: order.csr ? sha256Hex(order.csr) : null,
      ...trouble.preview,
    };
  };
  const issuance: Issuance = {
    preview,
    async issue(order) {
      calls.push('issue');
      fail();
      return { certificateId: await addCertificate(deps, order.holderId, { requestId: order.requestId }) };
    },
    revoke: (id) => setStatus('revoke', id, 'revoked'),
    suspend: (id) => setStatus('suspend', id, 'held'),
    release: (id) => setStatus('release', id, 'good'),
    isForHolderOnly: async () => false,
  };
  return { issuance, calls, trouble };
}

/** A row for a certificate of this holder, around the given DER. */
export async function addCertificate(
  deps: PkiDeps,
  holderId: string | null,
  options: { requestId?: string; der?: Buffer } = {},
): Promise<string> {
  const id = newId();
  const serial = randomBytes(16).toString('hex');
  const der = options.der ?? randomBytes(40);
  const authority = {
    authority_id: newId(),
    profile: staffProfile.id,
    request_id: options.requestId ?? null,
  };
  await deps.storage.transaction<PkiTables, void>(async (tx) => {
    await tx
      .insertInto('pki_serials')
      .values({ serial, ...authority, state: 'issued', reserved_at: '2026-01-01T00:00:00.000Z' })
      .execute();
    await tx
      .insertInto('pki_certificates')
      .values({
        id,
        serial,
        ...authority,
        holder_id: holderId,
        organisation_id: null,
        renewed_from_id: null,
        subject: 'CN=test',
        common_name: 'test',
        search_text: 'test',
        key_algorithm: 'ec-p256',
        key_origin: 'csr',
        spki_hash: randomBytes(8).toString('hex'),
        fingerprint: sha256Hex(der),
        der,
        shard: 0,
        not_before: '2026-01-01T00:00:00.000Z',
        not_after: '2027-01-01T00:00:00.000Z',
        status: 'good',
        revoked_at: null,
        revocation_reason: null,
        created_at: '2026-01-01T00:00:00.000Z',
      })
      .execute();
  });
  return id;
}

/** A bureau with one organisation, one person, the request service and one actor for each part. */
export async function testBureau(profile: RequestProfile = staffProfile, postgresUrl?: string) {
  const base = await testDeps(new Date('2026-03-01T08:00:00.000Z'), postgresUrl);
  const { deps } = base;
  const bare = bareIssuance(deps);
  const directory = createDirectory(deps);
  const clerk = person('录入员', ['cert-entry']);
  const organisation = await directory.createOrganisation(clerk, {
    code: '330106',
    name: '西湖区民政局',
    level: 'county',
  });
  const holder = await directory.createHolder(clerk, {
    kind: 'person',
    organisationId: organisation.id,
    name: '张三',
    number: 'A001',
  });
  const requests = createRequests({
    ...deps,
    issuance: bare.issuance,
    profiles: { get: (id) => (id === profile.id ? profile : undefined) },
    config: { requestExpiryDays: 30 },
  });
  return {
    ...base,
    ...bare,
    directory,
    requests,
    organisation,
    holder,
    clerk,
    reviewer: person('审核员', ['cert-reviewer']),
    approver: person('审批员', ['cert-approver']),
    self: person('张三', [], { holderId: holder.id }),
  };
}
