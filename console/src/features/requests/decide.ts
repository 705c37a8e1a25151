import { fromBase64, toBase64 } from '../../lib/bytes.ts';
import { decideRequest, fetchDecisionPayload, type RequestDetail, type Verdict } from './queries.ts';
import type { SigningKey } from './signing/open-pkcs12.ts';

/**
 * Fetches the bytes of the decision, signs them with the person's key where the session asks for that,
 * and posts the decision. @throws ApiError; Error when the session needs a key and none was given.
 */
export async function decide(
  id: string,
  decision: Verdict,
  reason: string | undefined,
  key: SigningKey | undefined,
): Promise<RequestDetail> {
  const { payload, signWith } = await fetchDecisionPayload(id, decision, reason);
  const body = { decision, ...(reason ? { reason } : {}) };
  if (signWith === 'server-key') return decideRequest(id, body);
  if (key === undefined) throw new Error('a key is needed');
  const signature = toBase64(await key.sign(fromBase64(payload)));
  return decideRequest(id, { ...body, payload, signature });
}
