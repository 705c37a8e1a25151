import type { SystemActor } from '#platform/kernel/actor.ts';
import type { Storage } from '#platform/storage/index.ts';
import type { Issuance } from '../../ports.ts';
import type { OrganisationLevel } from '../../schemas.ts';
import { certificateOfRequest, findByFingerprint, findCertificate } from '../../store/certificates.ts';
import type { PkiTables } from '../../store/tables.ts';
import type { Directory } from '../directory/index.ts';
import type { CollectService } from './collect.ts';

/** A person who becomes an administrator during the set-up. */
export type Enrolment = {
  /** A new one for each certificate; repeated, it answers with the same one. */
  readonly reference: string;
  readonly name: string;
  readonly staffNumber: string;
  /** Made, or corrected, by its code. */
  readonly organisation: {
    readonly name: string;
    readonly code: string;
    readonly level: OrganisationLevel;
  };
  readonly email?: string;
  readonly pkcs12Password: string;
};

export type Enrolled = { readonly holderId: string; readonly fingerprint: string; readonly pkcs12: Buffer };

export type EnrolService = {
  enrol(enrolment: Enrolment): Promise<Enrolled>;
  /** Revokes what was made but never handed out, by fingerprint or reference. Repeating it is no error. */
  withdraw(made: string): Promise<void>;
};

/** The set-up is the approval: person, key and certificate are made at once, by the system. */
export function createEnrolService(deps: {
  storage: Storage;
  directory: Pick<Directory, 'settleOrganisation' | 'createHolder' | 'updateHolder'>;
  issuance: Pick<Issuance, 'issue' | 'revoke'>;
  collect: CollectService;
  actor: SystemActor;
}): EnrolService {
  const { storage, directory, issuance, collect, actor } = deps;
  const db = () => storage.read<PkiTables>();

  /** What the set-up says of a person counts, also when a try before, or an import, said otherwise. */
  async function holderId({ name, staffNumber, organisation, email = '' }: Enrolment): Promise<string> {
    const { id: organisationId } = await directory.settleOrganisation(actor, organisation);
    const person = { organisationId, name, email };
    const known = await db()
      .selectFrom('pki_holders')
      .select('id')
      .where('kind', '=', 'person')
      .where('number', '=', staffNumber)
      .executeTakeFirst();
    const holder = known
      ? await directory.updateHolder(actor, known.id, { ...person, state: 'active' })
      : await directory.createHolder(actor, { kind: 'person', ...person, number: staffNumber });
    return holder.id;
  }

  return {
    async enrol(enrolment) {
      const holder = await holderId(enrolment);
      const order = {
        requestId: enrolment.reference,
        profile: 'staff-signin',
        holderId: holder,
        csr: null,
        keyAlgorithm: null,
        days: null,
        dnsNames: null,
        ipAddresses: null,
        renewedFromId: null,
        sameKey: false,
      };
      const { certificateId } = await issuance.issue(order, actor);
      const { pkcs12 } = await collect.collectCertificate(
        certificateId,
        { password: enrolment.pkcs12Password },
        actor,
      );
      const { fingerprint } = (await findCertificate(db(), certificateId))!;
      return { holderId: holder, fingerprint, pkcs12 };
    },
    async withdraw(made) {
      const id = await certificateOfRequest(db(), made);
      const row = id ? await findCertificate(db(), id) : await findByFingerprint(db(), made);
      if (row) await issuance.revoke(row.id, 'cessationOfOperation', row.request_id ?? row.id, actor);
    },
  };
}
