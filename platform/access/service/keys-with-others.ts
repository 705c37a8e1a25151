import { accessErrors } from '../errors.ts';
import type { Db } from '../store/tables.ts';
import type { Context } from './context.ts';

/**
 * An account is not for somebody whose key another person has: with it, that person could sign in to the
 * account, and set a password there that outlives the certificate.
 * @param tx of the change: a key that is being handed out has to be seen
 * @param accountId the person's own account, if there is one
 * @throws access.keys-with-others
 */
export async function refuseKeysWithOthers(
  { people }: Context,
  tx: Db,
  holderId: string,
  accountId: string | undefined,
): Promise<void> {
  const certificates = await people.keysWithOthers(tx, holderId, accountId);
  if (certificates.length === 0) return;
  const serials = certificates.slice(0, 10).join(', ');
  throw accessErrors['keys-with-others']({ serials, certificates });
}
