import { accessErrors } from '../errors.ts';
import type { Context } from './context.ts';

/**
 * An account is not for somebody whose key another person has: with it, that person could sign in to the
 * account, and set a password there that outlives the certificate.
 * @param accountId the person's own account, if there is one
 * @throws access.keys-with-others
 */
export async function refuseKeysWithOthers(
  { people }: Context,
  holderId: string,
  accountId: string | undefined,
): Promise<void> {
  const certificates = await people.keysWithOthers(holderId, accountId);
  if (certificates.length === 0) return;
  const serials = certificates.slice(0, 10).join(', ');
  throw accessErrors['keys-with-others']({ serials, certificates });
}
