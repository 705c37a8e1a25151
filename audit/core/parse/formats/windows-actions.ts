type WindowsAction = {
  readonly category: string[];
  readonly type: string[];
  readonly action: string;
  readonly outcome?: string;
};

const ok = 'success';
const row = (category: string[], type: string[], action: string, outcome?: string): WindowsAction => ({
  category,
  type,
  action,
  outcome,
});
const signIn = ['authentication', 'session'];
const iam = ['iam'];
const user = (act: string) => ['user', act];
const group = (act: string) => ['group', act];

/** Events of the security channel that audit is about. */
const security: Readonly<Record<string, WindowsAction>> = {
  1102: row(['configuration', 'iam'], ['admin', 'change'], 'audit-log-cleared', ok),
  4608: row(['host'], ['start'], 'system-started', ok),
  4616: row(['host'], ['change'], 'system-time-changed', ok),
  4624: row(signIn, ['start'], 'logged-in', ok),
  4625: row(['authentication'], ['start'], 'logon-failed', 'failure'),
  4634: row(['session'], ['end'], 'logged-out', ok),
  4647: row(['session'], ['end'], 'logged-out', ok),
  4648: row(['authentication'], ['start'], 'logged-in-explicit', ok),
  4657: row(['registry'], ['change'], 'registry-value-modified', ok),
  4663: row(['file'], ['access'], 'object-access-attempted'),
  4670: row(['configuration'], ['change'], 'permissions-changed', ok),
  4672: row(['iam', 'session'], ['admin'], 'logged-in-special', ok),
  4688: row(['process'], ['start'], 'created-process', ok),
  4689: row(['process'], ['end'], 'exited-process', ok),
  4697: row(['configuration', 'iam'], ['admin', 'change'], 'service-installed', ok),
  4698: row(['configuration', 'iam'], ['admin', 'creation'], 'scheduled-task-created', ok),
  4699: row(['configuration', 'iam'], ['admin', 'deletion'], 'scheduled-task-deleted', ok),
  4702: row(['configuration', 'iam'], ['admin', 'change'], 'scheduled-task-updated', ok),
  4719: row(['configuration', 'iam'], ['admin', 'change'], 'changed-audit-config', ok),
  4720: row(iam, user('creation'), 'added-user-account', ok),
  4722: row(iam, user('change'), 'enabled-user-account', ok),
  4723: row(iam, user('change'), 'changed-password'),
  4724: row(iam, user('change'), 'reset-password'),
  4725: row(iam, user('change'), 'disabled-user-account', ok),
  4726: row(iam, user('deletion'), 'deleted-user-account', ok),
  4727: row(iam, group('creation'), 'added-group-account', ok),
  4728: row(iam, group('change'), 'added-member-to-group', ok),
  4729: row(iam, group('change'), 'removed-member-from-group', ok),
  4731: row(iam, group('creation'), 'added-group-account', ok),
  4732: row(iam, group('change'), 'added-member-to-group', ok),
  4733: row(iam, group('change'), 'removed-member-from-group', ok),
  4738: row(iam, user('change'), 'modified-user-account', ok),
  4740: row(iam, user('change'), 'locked-out-user-account', ok),
  4756: row(iam, group('change'), 'added-member-to-group', ok),
  4767: row(iam, user('change'), 'unlocked-user-account', ok),
  4768: row(['authentication'], ['start'], 'kerberos-authentication-ticket-requested'),
  4769: row(['authentication'], ['start'], 'kerberos-service-ticket-requested'),
  4771: row(['authentication'], ['start'], 'kerberos-preauth-failed', 'failure'),
  4776: row(['authentication'], ['start'], 'credential-validated'),
  4778: row(signIn, ['start'], 'session-reconnected', ok),
  4779: row(signIn, ['end'], 'session-disconnected', ok),
  5140: row(['network', 'file'], ['info', 'access'], 'network-share-object-accessed', ok),
  5145: row(['network', 'file'], ['info', 'access'], 'network-share-object-access-checked'),
  5156: row(['network'], ['connection', 'allowed'], 'windows-firewall-connection'),
};

const sysmon: Readonly<Record<string, WindowsAction>> = {
  1: row(['process'], ['start'], 'Process Create'),
  2: row(['file'], ['change'], 'File creation time changed'),
  3: row(['network'], ['connection', 'start'], 'Network connection detected'),
  5: row(['process'], ['end'], 'Process terminated'),
  6: row(['driver'], ['start'], 'Driver loaded'),
  7: row(['process'], ['change'], 'Image loaded'),
  8: row(['process'], ['change'], 'CreateRemoteThread detected'),
  10: row(['process'], ['access'], 'Process accessed'),
  11: row(['file'], ['creation'], 'File created'),
  12: row(['registry'], ['change'], 'Registry object added or deleted'),
  13: row(['registry'], ['change'], 'Registry value set'),
  22: row(['network'], ['protocol', 'info'], 'Dns query'),
  23: row(['file'], ['deletion'], 'File Delete archived'),
};

const system: Readonly<Record<string, WindowsAction>> = {
  104: row(['configuration'], ['change'], 'event-log-cleared', ok),
  7036: row(['process'], ['info'], 'service-state-changed', ok),
  7045: row(['configuration'], ['creation'], 'service-installed', ok),
};

/** What an event means, by provider or channel and its number. */
export function windowsActions(
  provider: string | undefined,
  channel: string | undefined,
  id: string,
): WindowsAction | undefined {
  const where = `${provider ?? ''} ${channel ?? ''}`.toLowerCase();
  if (where.includes('sysmon')) return sysmon[id];
  if (where.includes('security') || where === ' ') return security[id];
  return where.includes('system') || where.includes('service control') ? system[id] : undefined;
}
