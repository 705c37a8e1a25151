import type { Job, Subscription } from '#platform/kernel/domain.ts';
import type { Issuing } from './service/issuing.ts';
import type { Requests } from './service/requests/index.ts';

const minute = 60_000;

/** The periodic work of the issuing side. */
export function issuingJobs(issuing: Issuing): Job[] {
  const { crls, ocsp, responders, serverIdentities, expiry, actor } = issuing;
  return [
    {
      name: 'pki.crl',
      everyMs: minute,
      catchUp: 'once',
      timeoutMs: 10 * minute,
      run: async (signal) => void (await crls.publishDue(actor, signal)),
    },
    {
      name: 'pki.responders',
      everyMs: 60 * minute,
      catchUp: 'once',
      timeoutMs: 5 * minute,
      run: () => responders.roll(),
    },
    {
      name: 'pki.server-identity',
      everyMs: 6 * 60 * minute,
      catchUp: 'once',
      timeoutMs: 5 * minute,
      run: async () => void (await serverIdentities.renewDue()),
    },
    {
      name: 'pki.expiry',
      everyMs: 60 * minute,
      catchUp: 'once',
      timeoutMs: 10 * minute,
      run: async (signal) => void (await expiry.notify(signal)),
    },
    {
      name: 'pki.ocsp',
      everyMs: minute,
      catchUp: 'skip',
      timeoutMs: 5 * minute,
      run: async () => void (await ocsp.refresh()),
    },
  ];
}

/** Carries out what a crash or a full disk left approved, and closes what waited too long. */
export function requestJobs(requests: Pick<Requests, 'executeApproved' | 'expireStale'>): Job[] {
  return [
    {
      name: 'pki.requests.execute',
      everyMs: minute,
      catchUp: 'once',
      timeoutMs: 10 * minute,
      run: async (signal) => {
        await requests.executeApproved(signal);
      },
    },
    {
      name: 'pki.requests.expire',
      everyMs: 60 * minute,
      catchUp: 'once',
      timeoutMs: 5 * minute,
      run: async (signal) => {
        await requests.expireStale(signal);
      },
    },
  ];
}

/** A delta CRL right after each change of a status; one list covers all that were committed before it. */
export function publishAfterChange({ crls, actor }: Issuing): Subscription {
  return {
    name: 'pki.publish-after-change',
    events: ['pki.certificate.revoked', 'pki.certificate.suspended', 'pki.certificate.released'],
    async handle({ data }) {
      if (typeof data.authorityId === 'string' && typeof data.shard === 'number')
        await crls.publishBehind(data.authorityId, data.shard, actor);
    },
  };
}
