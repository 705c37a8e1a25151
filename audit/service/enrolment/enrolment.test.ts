import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#platform/kernel/actor.ts';
import { type CollectWorld, collectWorld } from '../../collect/testing.ts';
import { auditPermissions } from '../../permissions.ts';
import { createEnrolments, type Enrolments } from './index.ts';

const officer: Actor = {
  kind: 'person',
  accountId: 'officer',
  name: '何清源',
  sessionId: 'session',
  method: 'certificate',
  permissions: new Set(Object.keys(auditPermissions)),
};

let w: CollectWorld;
let enrolments: Enrolments;
/** Issuing waits for these before it answers, the first call for the first. */
let gates: Promise<void>[];

const fingerprintOf = (request: string) => createHash('sha256').update(request).digest('hex');

beforeEach(async () => {
  gates = [];
  w = await collectWorld();
  await w.service.sources.create(officer, { id: 'db-1', title: 'db-1', class: 'database', kind: 'agent' });
  enrolments = createEnrolments({
    ...w.deps,
    sources: w.service.sources,
    ports: {
      // The chain that a client shows is the request of its certificate.
      judgeClient: async ([shown]) => ({ ok: true, fingerprint: fingerprintOf(shown!.toString()) }),
      rootPem: () => '',
      async issueAgentCertificate({ request }) {
        await gates.shift();
        const notAfter = new Date(Date.now() + 86_400_000);
        return { certificatePem: request, chainPem: '', fingerprint: fingerprintOf(request), notAfter };
      },
    },
  });
});
afterEach(() => w.close());

const invite = async () => (await enrolments.invite(officer, 'db-1', { label: '一号机', hours: 1 })).token;
const senders = async () => (await w.service.sources.get(officer, 'db-1')).senders;
async function remove(request: string): Promise<void> {
  const sender = (await senders()).find(({ value }) => value === fingerprintOf(request))!;
  await w.service.sources.remove(officer, 'db-1', sender.id);
}
/** A gate of the next call of issuing. */
function gate(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  gates.push(promise);
  return resolve;
}
const chain = (request: string) => [Buffer.from(request)];

describe('an agent that was removed', () => {
  it('does not come back by a request of its own that was still under way', async () => {
    const token = await invite();
    const open = gate();
    const slow = enrolments.enrol({ token, request: 'one', name: 'one' });
    await expect.poll(() => gates.length).toBe(0);
    await enrolments.enrol({ token, request: 'one', name: 'one' });
    await remove('one');
    open();
    await expect(slow).rejects.toMatchObject({ code: 'audit.enrolment-refused' });
    expect(await senders()).toEqual([]);
  });

  it('does not come back by a renewal that was still under way', async () => {
    await enrolments.enrol({ token: await invite(), request: 'one', name: 'one' });
    const open = gate();
    const slow = enrolments.renew(chain('one'), 'two');
    await expect.poll(() => gates.length).toBe(0);
    await remove('one');
    open();
    await expect(slow).rejects.toMatchObject({ code: 'audit.renewal-refused' });
    expect(await senders()).toEqual([]);
  });

  it('is removed with the certificate that it had before', async () => {
    await enrolments.enrol({ token: await invite(), request: 'one', name: 'one' });
    await enrolments.enrol({ token: await invite(), request: 'other', name: 'other' });
    await enrolments.renew(chain('one'), 'two');
    expect(await senders()).toHaveLength(3);
    await remove('two');
    expect((await senders()).map(({ value }) => value)).toEqual([fingerprintOf('other')]);
    await expect(enrolments.renew(chain('one'), 'three')).rejects.toMatchObject({
      code: 'audit.renewal-refused',
    });
  });
});

it('an agent that enrols while another is removed gets its certificate', async () => {
  await enrolments.enrol({ token: await invite(), request: 'other', name: 'other' });
  const open = gate();
  const token = await invite();
  const slow = enrolments.enrol({ token, request: 'one', name: 'one' });
  await expect.poll(() => gates.length).toBe(0);
  await remove('other');
  open();
  await expect(slow).resolves.toMatchObject({ source: 'db-1' });
  expect((await senders()).map(({ value }) => value)).toEqual([fingerprintOf('one')]);
  expect(await enrolments.agents(officer, 'db-1')).toHaveLength(2);
});

it('two renewals at a time leave the shown certificate and the last one', async () => {
  await enrolments.enrol({ token: await invite(), request: 'one', name: 'one' });
  await Promise.all([enrolments.renew(chain('one'), 'two'), enrolments.renew(chain('one'), 'three')]);
  const [agent] = await enrolments.agents(officer, 'db-1');
  const values = (await senders()).map(({ value }) => value);
  expect(values.toSorted()).toEqual([fingerprintOf('one'), agent!.fingerprint].toSorted());
});
