import { expect, vi } from 'vitest';
import { appoint, type Composed, call, composed, setUp, signIn } from './composed.ts';

/** Headers of somebody's session. */
type Somebody = { readonly cookie: string };

/** The composed product, set up, with the people who work with its audit. */
export async function openAuditOffice() {
  const product = await composed();
  try {
    await setUp(product);
    await appoint(product, { loginName: 'shenjiyuan', name: '何清源', roles: ['audit-officer'] });
    return people(product, {
      officer: await signIn(product, 'shenjiyuan'),
      audit: await signIn(product, 'audit'),
      security: await signIn(product, 'security'),
    });
  } catch (error) {
    await product.close();
    throw error;
  }
}

function people<P extends Readonly<Record<'officer' | 'audit' | 'security', Somebody>>>(
  product: Composed,
  who: P,
) {
  const { officer } = who;

  /** One call below `/api/audit`. */
  const api = (
    as: Somebody,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ) => call(product, as, method, `/api/audit/${path}`, body);

  const lately = () => ({
    from: new Date(Date.now() - 86_400_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
  });

  /** Until a follower (0: the store, 1: the rules) has taken all that is in the log. */
  const followed = (follower: number) =>
    vi.waitFor(
      async () => expect((await api(officer, 'GET', 'evidence')).body.followers[follower].lag).toBe(0),
      { timeout: 20_000, interval: 100 },
    );

  /** Anmin's own events of a name that are on record, the newest first, once at least so many are. */
  async function recorded(name: string, least = 1) {
    await followed(0);
    const query = `anmin.source:anmin and event.action:${name}`;
    return vi.waitFor(
      async () => {
        const { body } = await api(officer, 'POST', 'events/search', { query, ...lately(), limit: 200 });
        expect(body.items.length).toBeGreaterThanOrEqual(least);
        return body.items.map((item: { fields: { anmin: { event: unknown } } }) => item.fields.anmin.event);
      },
      { timeout: 20_000, interval: 200 },
    );
  }

  /** Puts lines of a source into the log. */
  function take(source: string, lines: readonly string[]) {
    const at = Date.now();
    return product.system.audit.take(
      lines.map((line) => ({ source, raw: Buffer.from(line), eventTime: at, receivedAt: at })),
    );
  }

  return { product, ...who, api, lately, followed, recorded, take };
}
