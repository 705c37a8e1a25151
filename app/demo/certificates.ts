import type { PersonActor } from '#platform/kernel/actor.ts';
import type { System } from '../compose.ts';

export type Officers = {
  readonly entry: PersonActor;
  readonly reviewer: PersonActor;
  readonly approver: PersonActor;
};
export type Wanted = Parameters<System['pki']['service']['requests']['create']>[1];

/** How far a request is carried. */
export type Stage = 'entered' | 'reviewed' | 'done' | 'rejected' | 'withdrawn';

/** Makes a request and carries it to a stage, each step by its own officer. @returns the certificate, when one came of it */
export async function carry(
  system: System,
  officers: Officers,
  wanted: Wanted,
  stage: Stage,
): Promise<string | undefined> {
  const { requests } = system.pki.service;
  const { request } = await requests.create(officers.entry, wanted);
  const { id } = request;
  if (stage === 'entered') return undefined;
  if (stage === 'withdrawn') {
    await requests.withdraw(officers.entry, id, '申请人信息有误，重新提交');
    return undefined;
  }
  if (stage === 'rejected') {
    await requests.decide(officers.reviewer, id, { decision: 'reject', reason: '岗位证明材料不全' });
    return undefined;
  }
  const approve = async (officer: PersonActor) =>
    (await requests.decide(officer, id, { decision: 'approve' })).request;
  if (stage === 'reviewed') {
    await approve(officers.reviewer);
    return undefined;
  }
  let state = request;
  // A kind with fewer steps (suspension) skips an officer.
  while (state.step !== null) {
    state = await approve(state.step === 'review' ? officers.reviewer : officers.approver);
  }
  return state.resultCertificateId ?? undefined;
}

/** Every item of a list whose holders are of one kind. */
export async function holdersOf(system: System, actor: PersonActor, kind: 'person' | 'server' | 'device') {
  const { directory } = system.pki.service;
  const found: Awaited<ReturnType<typeof directory.listHolders>>['items'][number][] = [];
  for (let page = 1; ; page++) {
    const { items, total } = await directory.listHolders(actor, { kind, page, pageSize: 200 });
    found.push(...items);
    if (found.length >= total || items.length === 0) return found;
  }
}

/** Carries many requests side by side, so that they share durable commits; results in the order of `wanted`. */
export async function carryAll(
  system: System,
  officers: Officers,
  wanted: readonly { readonly what: Wanted; readonly stage: Stage }[],
): Promise<string[]> {
  const results: (string | undefined)[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < wanted.length; i = next++) {
      const { what, stage } = wanted[i]!;
      results[i] = await carry(system, officers, what, stage);
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return results.filter((certificate) => certificate !== undefined);
}
