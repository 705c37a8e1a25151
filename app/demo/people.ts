import { randomBytes } from 'node:crypto';
import type { PersonActor } from '#platform/kernel/actor.ts';
import type { System } from '../compose.ts';

export type Officer = {
  readonly loginName: string;
  readonly name: string;
  readonly title: string;
  readonly password: string;
};

/** A password that nobody chose: long enough for the rules of graded protection level 3. */
export const newPassword = () => `Mz-${randomBytes(9).toString('base64url')}-7k`;

const origin = { address: '127.0.0.1', userAgent: 'demo' };

/** Signs in through the front door; what follows is done with that person's own rights. */
export async function signIn(system: System, { loginName, password }: Officer): Promise<PersonActor> {
  const { service } = system.access;
  const { token } = await service.signInWithPassword({ loginName, password, origin });
  const actor = await service.authenticate(token, true);
  if (!actor) throw new Error(`the demo's ${loginName} cannot sign in`);
  return actor;
}

/** The set-up as a person would do it: three administrators, three different people. */
export async function setUp(
  system: System,
  organisation: Parameters<System['access']['service']['completeSetup']>[0]['organisation'],
): Promise<Record<'system' | 'security' | 'audit', Officer>> {
  const { service } = system.access;
  const link = await service.createSetup();
  const officer = (loginName: string, name: string, title: string): Officer => ({
    loginName,
    name,
    title,
    password: newPassword(),
  });
  const admins = {
    system: officer('xitong', '周卫国', '系统管理员'),
    security: officer('anquan', '林静怡', '安全管理员'),
    audit: officer('shenji', '韩德胜', '审计管理员'),
  };
  const administrator = ({ loginName, name, password }: Officer, staffNumber: string) => ({
    loginName,
    name,
    staffNumber,
    password,
    pkcs12Password: password,
  });
  await service.completeSetup({
    token: link!.token,
    organisation,
    system: administrator(admins.system, 'ADM001'),
    security: administrator(admins.security, 'ADM002'),
    audit: administrator(admins.audit, 'ADM003'),
  });
  return admins;
}

/** An account with roles: made by the system administrator, granted by the security administrator. */
export async function appoint(
  system: System,
  admins: Record<'system' | 'security', Officer>,
  of: { loginName: string; title: string; holderId: string; name: string; roles: readonly string[] },
): Promise<Officer> {
  const { accounts, me, roles } = system.access.service;
  const { account, oneTimePassword } = await accounts.create(await signIn(system, admins.system), {
    loginName: of.loginName,
    displayName: of.name,
    holderId: of.holderId,
    issuePassword: true,
  });
  if (of.roles.length > 0) {
    await roles.assign(await signIn(system, admins.security), account.id, [...of.roles], '演示任命');
  }
  const officer = { loginName: of.loginName, name: of.name, title: of.title, password: newPassword() };
  const first = await signIn(system, { ...officer, password: oneTimePassword! });
  await me.changePassword(first, oneTimePassword!, officer.password);
  return officer;
}
