import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresCluster, postgres, startPostgres } from '../../../test/peers/postgres.ts';
import { addCertificate, person, staffProfile, testBureau } from './testing.ts';

let cluster: PostgresCluster;
beforeAll(async () => {
  if (postgres.found) cluster = await startPostgres();
});
afterAll(() => cluster?.stop());

const approve = { decision: 'approve' } as const;

describe.skipIf(!postgres.found)('directory and requests on PostgreSQL', () => {
  it('ok/ import, request, decide with rivals, list, verify', async () => {
    const bureau = await testBureau(staffProfile, await cluster.createDatabase());
    try {
      const { directory, requests, deps, clerk, reviewer, approver, holder, organisation } = bureau;
      const csv =
        '机构代码,机构名称,层级,上级机构代码\n3301,杭州市民政局,市,\n330106,西湖区民政局,县,3301\n坏,行\n';
      const content = Buffer.from(csv);
      const report = await directory.importFile(clerk, {
        kind: 'organisations',
        fileName: 'o.csv',
        content,
        dryRun: false,
      });
      expect(report.import).toMatchObject({ created: 1, updated: 1, refused: 1 });
      expect(await directory.getImport(clerk, report.import.id!)).toEqual(report);
      expect((await directory.getHolder(clerk, holder.id)).organisationPath).toEqual([
        '杭州市民政局',
        '西湖区民政局',
      ]);
      expect((await directory.listOrganisations(clerk, { parentId: organisation.id })).items).toEqual([]);
      expect((await directory.listHolders(clerk, { q: '三', organisationId: organisation.id })).total).toBe(
        1,
      );

      const input = {
        kind: 'issue',
        profile: 'staff-signin',
        holderId: holder.id,
        reason: '新入职',
      } as const;
      const { request } = await requests.create(clerk, input);
      expect(request.number).toBe('2026-000001');
      expect((await requests.list(reviewer, { view: 'waiting' })).total).toBe(1);
      await requests.decide(reviewer, request.id, approve);
      const rivals = [approver, person('乙', ['cert-approver'])];
      const results = await Promise.allSettled(
        rivals.map((each) => requests.decide(each, request.id, approve)),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await requests.get(clerk, request.id)).request.state).toBe('done');
      const certificateId = await addCertificate(deps, holder.id);
      const second = await requests.create(clerk, { kind: 'revoke', certificateId, reason: '丢失' });
      expect(second.request.number).toBe('2026-000002');
      expect(await requests.verifyDecisions(clerk)).toEqual({ checked: 4, bad: [] });
      bureau.pass(31 * 86_400_000);
      expect(await requests.expireStale()).toBe(1);
    } finally {
      await bureau.close();
    }
  });
});
