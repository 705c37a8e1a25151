import type { AuditRecord } from './auditd-record.ts';

type Meaning = { readonly category: string[]; readonly type: string[]; readonly action: string };

const auth = ['authentication'];
const session = ['session'];
const iam = ['iam'];
const configuration = ['configuration'];

/** What a type of record says was done. */
const meanings: Readonly<Record<string, Meaning>> = {
  USER_LOGIN: { category: ['authentication', 'session'], type: ['start'], action: 'logged-in' },
  USER_LOGOUT: { category: session, type: ['end'], action: 'logged-out' },
  USER_AUTH: { category: auth, type: ['info'], action: 'authenticated' },
  USER_ACCT: { category: auth, type: ['info'], action: 'was-authorized' },
  USER_ERR: { category: auth, type: ['info'], action: 'error' },
  USER_START: { category: session, type: ['start'], action: 'started-session' },
  USER_END: { category: session, type: ['end'], action: 'ended-session' },
  USER_CMD: { category: ['process'], type: ['start'], action: 'ran-command' },
  CRED_ACQ: { category: auth, type: ['info'], action: 'acquired-credentials' },
  CRED_REFR: { category: auth, type: ['info'], action: 'refreshed-credentials' },
  CRED_DISP: { category: auth, type: ['info'], action: 'disposed-credentials' },
  LOGIN: { category: auth, type: ['start'], action: 'changed-login-id-to' },
  USER_CHAUTHTOK: { category: iam, type: ['user', 'change'], action: 'changed-password' },
  ACCT_LOCK: { category: iam, type: ['user', 'change'], action: 'locked-account' },
  ACCT_UNLOCK: { category: iam, type: ['user', 'change'], action: 'unlocked-account' },
  ADD_USER: { category: iam, type: ['user', 'creation'], action: 'added-user-account' },
  DEL_USER: { category: iam, type: ['user', 'deletion'], action: 'deleted-user-account' },
  USER_MGMT: { category: iam, type: ['user', 'change'], action: 'modified-user-account' },
  ADD_GROUP: { category: iam, type: ['group', 'creation'], action: 'added-group-account' },
  DEL_GROUP: { category: iam, type: ['group', 'deletion'], action: 'deleted-group-account' },
  GRP_MGMT: { category: iam, type: ['group', 'change'], action: 'modified-group-account' },
  CONFIG_CHANGE: { category: configuration, type: ['change'], action: 'changed-audit-configuration' },
  DAEMON_START: { category: ['process'], type: ['start'], action: 'started-audit' },
  DAEMON_END: { category: ['process'], type: ['end'], action: 'shutdown-audit' },
  DAEMON_ABORT: { category: ['process'], type: ['end', 'error'], action: 'aborted-auditd-startup' },
  DAEMON_ROTATE: { category: configuration, type: ['change'], action: 'rotated-audit-logs' },
  SERVICE_START: { category: ['process'], type: ['start'], action: 'started-service' },
  SERVICE_STOP: { category: ['process'], type: ['end'], action: 'stopped-service' },
  SYSTEM_BOOT: { category: ['host'], type: ['start'], action: 'booted-system' },
  SYSTEM_SHUTDOWN: { category: ['host'], type: ['end'], action: 'shutdown-system' },
  SYSTEM_RUNLEVEL: { category: ['host'], type: ['change'], action: 'changed-to-runlevel' },
  SOFTWARE_UPDATE: { category: ['package'], type: ['change'], action: 'package-updated' },
  CRYPTO_SESSION: { category: ['process'], type: ['info'], action: 'started-crypto-session' },
  CRYPTO_LOGIN: { category: auth, type: ['info'], action: 'crypto-officer-logged-in' },
  AVC: { category: ['process'], type: ['denied'], action: 'violated-selinux-policy' },
  SECCOMP: { category: ['process'], type: ['denied'], action: 'violated-seccomp-policy' },
  MAC_STATUS: { category: configuration, type: ['change'], action: 'changed-selinux-enforcement' },
  MAC_POLICY_LOAD: { category: configuration, type: ['change'], action: 'loaded-selinux-policy' },
  NETFILTER_CFG: { category: configuration, type: ['change'], action: 'loaded-firewall-rule-to' },
  ANOM_ABEND: { category: ['process'], type: ['end', 'error'], action: 'crashed-program' },
  ANOM_PROMISCUOUS: { category: ['network'], type: ['info'], action: 'changed-promiscuous-mode-on-device' },
  ANOM_LOGIN_FAILURES: { category: auth, type: ['info'], action: 'failed-log-in-too-many-times-to' },
  TTY: { category: ['process'], type: ['info'], action: 'typed' },
  USER_TTY: { category: ['process'], type: ['info'], action: 'typed' },
};

/** Calls by number of the architecture x86_64 (c000003e); ENRICHED logs say the name themselves. */
const callsX64: Readonly<Record<string, string>> = {
  0: 'read',
  1: 'write',
  2: 'open',
  41: 'socket',
  42: 'connect',
  43: 'accept',
  44: 'sendto',
  49: 'bind',
  56: 'clone',
  57: 'fork',
  59: 'execve',
  62: 'kill',
  76: 'truncate',
  82: 'rename',
  83: 'mkdir',
  84: 'rmdir',
  86: 'link',
  87: 'unlink',
  88: 'symlink',
  90: 'chmod',
  91: 'fchmod',
  92: 'chown',
  93: 'fchown',
  94: 'lchown',
  101: 'ptrace',
  105: 'setuid',
  106: 'setgid',
  117: 'setresuid',
  155: 'pivot_root',
  157: 'prctl',
  159: 'adjtimex',
  161: 'chroot',
  164: 'settimeofday',
  165: 'mount',
  166: 'umount2',
  170: 'sethostname',
  171: 'setdomainname',
  175: 'init_module',
  176: 'delete_module',
  188: 'setxattr',
  190: 'fsetxattr',
  197: 'removexattr',
  227: 'clock_settime',
  257: 'openat',
  258: 'mkdirat',
  260: 'fchownat',
  263: 'unlinkat',
  264: 'renameat',
  268: 'fchmodat',
  272: 'unshare',
  288: 'accept4',
  304: 'open_by_handle_at',
  308: 'setns',
  313: 'finit_module',
  316: 'renameat2',
  319: 'memfd_create',
  321: 'bpf',
  322: 'execveat',
  437: 'openat2',
};

const callKinds: readonly (readonly [RegExp, Meaning['category'], Meaning['type'], string?])[] = [
  [/^execve(?:at)?$/, ['process'], ['start'], 'executed'],
  [/^(?:connect|sendto)$/, ['network'], ['connection', 'start'], 'connected-to'],
  [/^(?:accept4?|bind)$/, ['network'], ['connection', 'start']],
  [/^(?:unlink|unlinkat|rmdir)$/, ['file'], ['deletion'], 'deleted'],
  [/^rename(?:at2?)?$/, ['file'], ['change'], 'renamed'],
  [/^(?:f|l)?ch(?:mod|own)(?:at)?$/, ['file'], ['change'], 'changed-file-permissions-of'],
  [/^(?:open|openat2?|creat|truncate)$/, ['file'], ['access'], 'opened-file'],
  [/^(?:init_module|finit_module)$/, ['driver'], ['start'], 'loaded-kernel-module'],
  [/^delete_module$/, ['driver'], ['end'], 'unloaded-kernel-module'],
  [/^(?:adjtimex|settimeofday|clock_settime)$/, ['host'], ['change'], 'changed-system-time'],
  [/^set(?:hostname|domainname)$/, ['host'], ['change'], 'changed-system-name'],
];

export function actionOf(records: readonly AuditRecord[]): Meaning {
  const call = records.find(({ type }) => type === 'SYSCALL');
  for (const { type } of records) {
    const meaning = Object.hasOwn(meanings, type) ? meanings[type] : undefined;
    if (meaning) return meaning;
  }
  if (!call) return { category: ['process'], type: ['info'], action: records[0]!.type.toLowerCase() };
  const number = call.values.syscall ?? '';
  const name =
    call.names.SYSCALL ??
    (/^\d+$/.test(number) && call.values.arch !== 'c000003e' ? undefined : (callsX64[number] ?? number));
  const kind = name === undefined ? undefined : callKinds.find(([pattern]) => pattern.test(name));
  if (!kind)
    return { category: ['process'], type: ['info'], action: name && !/^\d*$/.test(name) ? name : 'syscall' };
  return { category: kind[1], type: kind[2], action: kind[3] ?? name! };
}
