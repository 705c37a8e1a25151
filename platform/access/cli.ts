import type { Command, CommandContext } from '../kernel/domain.ts';
import type { AccessService } from './index.ts';

/** Verbs for whoever has the machine itself: the way back in when the console has none. */
export function accessCommands(service: AccessService): Command[] {
  return [
    {
      verb: 'reset-setup',
      summary: { zh: '生成新的初始化链接', en: 'Make a new set-up link' },
      usage: 'anmin access reset-setup [--json]',
      async run(context) {
        const { token, expiresAt } = await service.resetSetup(context.actor);
        const url = service.setupUrl(token);
        if (context.json) context.out(JSON.stringify({ url, expiresAt }));
        else context.out(`${url}\n有效期至 valid until ${expiresAt}`);
        return 0;
      },
    },
    {
      verb: 'unlock',
      summary: { zh: '解锁账户', en: 'Unlock an account' },
      usage: 'anmin access unlock LOGIN [--json]',
      run: (context) =>
        withAccount(service, context, 'anmin access unlock LOGIN', async (id) => {
          const account = await service.accounts.unlock(context.actor, id, 'command line');
          if (context.json) context.out(JSON.stringify(account));
          else context.out(`已解锁 unlocked: ${account.loginName}`);
        }),
    },
    {
      verb: 'reset-password',
      summary: { zh: '重置口令（首次登录须修改）', en: 'Make a password for one sign-in' },
      usage: 'anmin access reset-password LOGIN [--json]',
      run: (context) =>
        withAccount(service, context, 'anmin access reset-password LOGIN', async (id) => {
          const { oneTimePassword } = await service.resets.reset(context.actor, id, 'command line');
          if (context.json) context.out(JSON.stringify({ oneTimePassword }));
          else context.out(`一次性口令 one-time password: ${oneTimePassword}`);
        }),
    },
  ];
}

async function withAccount(
  service: AccessService,
  context: CommandContext,
  usage: string,
  work: (id: string) => Promise<void>,
): Promise<0 | 2> {
  const [loginName, ...more] = context.args;
  if (loginName === undefined || more.length > 0) {
    context.err(usage);
    return 2;
  }
  await work(await service.accounts.idOf(loginName));
  return 0;
}
