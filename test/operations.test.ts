import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../app/api-document.ts';
import { appoint, type Composed, call, composed, setUp, signIn } from './composed.ts';
import { sweep } from './sweep.ts';

const publicOperations = {
  getOpenApi: 'the shape of the API is no secret',
  getMetrics: 'collectors on this machine have no session; all others need the permission',
  collectBrowserSignals: 'the sign-in page has errors too',
  getSetupState: 'the first page has to know what to show',
  completeSetup: 'the one-time link is the proof',
  signInWithPassword: 'whoever signs in is not signed in yet',
  getAuditAgentAuthority: 'an agent that is not enrolled yet has nothing to show',
  enrolAuditAgent: 'the one-time token is the proof',
  renewAuditAgent: 'the certificate that is renewed is the proof',
  getLogFile: 'witnesses have no session; hashes carry no content',
  deliverCosignature: 'the signature of a named witness is the proof',
  ...Object.fromEntries(
    [
      'collectAuditRecords',
      'postElasticBulk',
      'putElasticBulk',
      'postElasticBulkOfIndex',
      'putElasticBulkOfIndex',
      'getElasticRoot',
      'getElasticOther',
      'putElasticOther',
      'postElasticOther',
    ].map((id) => [id, 'programs show a token or certificate of their own, see audit/collect']),
  ),
};

type Operation = { readonly operationId: string; readonly summary: string };

describe('every operation of the composed product', () => {
  let product: Composed;
  beforeAll(async () => {
    product = await composed();
    await setUp(product);
  });
  afterAll(() => product.close());

  it('are those that the console was made for (npm run gen)', () => {
    const file = join(import.meta.dirname, '..', 'console', 'src', 'api', 'openapi.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(apiDocument(product.server)));
  });

  it('has a name of its own and a summary in both languages', () => {
    const { paths } = product.server.main.app.swagger() as { paths: Record<string, object> };
    const operations = Object.values(paths).flatMap((item) => Object.values(item) as Operation[]);
    const names = operations.map(({ operationId }) => operationId);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    for (const { summary } of operations) expect(summary).toMatch(/\p{Script=Han}.* [A-Z]/u);
  });

  it('answers 401 without a session and 403 without its permission', async () => {
    const officers = {
      'cert-entry': 'luruyuan',
      'cert-reviewer': 'shenheyuan',
      'cert-approver': 'shenpiyuan',
      'audit-officer': 'shenjiyuan',
    };
    for (const [role, loginName] of Object.entries(officers)) {
      await appoint(product, { loginName, name: loginName, roles: [role] });
    }
    const people = await Promise.all(
      ['system', 'security', 'audit', ...Object.values(officers)].map(async (loginName) => {
        const headers = await signIn(product, loginName);
        const me = await call(product, headers, 'GET', '/api/access/me');
        return { headers, permissions: new Set<string>(me.body.permissions) };
      }),
    );
    // Whose first password is still to be changed may do nothing at all.
    const admin = people[0]!.headers;
    const { body } = await call(product, admin, 'POST', '/api/access/accounts', {
      loginName: 'xinren',
      displayName: '新人',
      issuePassword: true,
    });
    const bare = await signIn(product, 'xinren', body.oneTimePassword);

    const document = product.server.main.app.swagger() as { paths: Record<string, object> };
    const all = permissionsOf(document);
    const result = await sweep(product.server.main.app, document, {
      publicOperations,
      // The one with the most rights among those who lack this one.
      async sessionWith(allowed) {
        const missing = all.filter((permission) => !allowed.includes(permission));
        const lacking = people.filter(({ permissions }) => missing.every((each) => !permissions.has(each)));
        lacking.sort((a, b) => b.permissions.size - a.permissions.size);
        return lacking[0]?.headers ?? bare;
      },
    });
    expect(result.faults).toEqual([]);
    expect(result.operations).toBeGreaterThan(50);
    expect(result.guarded).toBeGreaterThan(30);
  });
});

function permissionsOf({ paths }: { paths: Record<string, object> }): string[] {
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  return [...new Set(operations.flatMap((operation) => operation['x-permission'] ?? []))];
}
