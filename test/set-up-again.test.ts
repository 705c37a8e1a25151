import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, call, composed, passwordOf, signIn } from './composed.ts';

const administrator = (loginName: string, name: string, staffNumber: string, email?: string) => ({
  loginName,
  name,
  staffNumber,
  pkcs12Password: passwordOf(loginName),
  password: passwordOf(loginName),
  ...(email && { email }),
});

describe('a set-up that is sent again after a refusal', () => {
  let product: Composed;
  beforeAll(async () => {
    product = await composed();
  });
  afterAll(() => product?.close());

  const send = (organisation: string, systemName: string, auditEmail: string) =>
    call(product, {}, 'POST', '/api/access/setup', {
      token: new URLSearchParams(new URL(product.server.setupUrl!).hash.slice(1)).get('token'),
      organisation: { name: organisation, code: '350724', level: 'county' },
      system: administrator('system', systemName, 'A001'),
      security: administrator('security', '林静怡', 'A002'),
      audit: administrator('audit', '韩德胜', 'A003', auditEmail),
    });

  it('certifies the names that were sent last, not those of the try before', async () => {
    // Two certificates exist when the third person is refused.
    expect((await send('松溪县民政', '周卫过', 'not an address')).body.code).toBe('pki.field-malformed');
    expect((await send('松溪县民政局', '周卫国', 'han@songxi.mz.internal')).status).toBe(200);
    const audit = await signIn(product, 'audit');
    const { body } = await call(
      product,
      audit,
      'GET',
      '/api/pki/certificates?profile=staff-signin&state=valid',
    );
    const subjects: string[] = body.items.map(({ subject }: { subject: string }) => subject);
    const expected = ['周卫国', '林静怡', '韩德胜'].map((name) => expect.stringContaining(`CN=${name},`));
    expect(subjects.sort()).toEqual(expected);
    expect(subjects.every((subject) => subject.includes('O=松溪县民政局,'))).toBe(true);
  });
});
