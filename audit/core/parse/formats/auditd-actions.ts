import { callMeaning, callName } from './auditd-calls.ts';
import type { AuditRecord } from './auditd-record.ts';

export type Meaning = { readonly category: string[]; readonly type: string[]; readonly action: string };

const auth = ['authentication'];
const session = ['session'];
const iam = ['iam'];
const configuration = ['configuration'];

/** What a type of record says was done. */
const meanings: Readonly<Record<string, Meaning>> = {
  USER_LOGIN: { category: ['authentication', 'session'], type: ['start'], action: 'logged-in' },
  USER_LOGOUT: { category: ['authentication', 'session'], type: ['end'], action: 'logged-out' },
  USER_AUTH: { category: auth, type: ['info'], action: 'authenticated' },
  USER_ACCT: { category: auth, type: ['info'], action: 'was-authorized' },
  USER_MAC_POLICY_LOAD: { category: configuration, type: ['change'], action: 'loaded-selinux-policy' },
  USER_ROLE_CHANGE: { category: iam, type: ['user', 'change'], action: 'changed-role-to' },
  USER_DEVICE: { category: ['host'], type: ['change'], action: 'changed-device' },
  USYS_CONFIG: { category: configuration, type: ['change'], action: 'changed-configuration' },
  CHGRP_ID: { category: iam, type: ['group', 'change'], action: 'changed-group-id' },
  CHUSER_ID: { category: iam, type: ['user', 'change'], action: 'changed-user-id' },
  ROLE_ASSIGN: { category: iam, type: ['user', 'change'], action: 'assigned-user-role-to' },
  ROLE_REMOVE: { category: iam, type: ['user', 'change'], action: 'removed-user-role-from' },
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
  CRYPTO_KEY_USER: { category: ['process'], type: ['info'], action: 'negotiated-crypto-key' },
  CRYPTO_SESSION: { category: ['process'], type: ['info'], action: 'started-crypto-session' },
  CRYPTO_LOGIN: { category: auth, type: ['info'], action: 'crypto-officer-logged-in' },
  AVC: { category: ['process'], type: ['denied'], action: 'violated-selinux-policy' },
  USER_AVC: { category: ['process'], type: ['denied'], action: 'violated-selinux-policy' },
  SECCOMP: { category: ['process'], type: ['denied'], action: 'violated-seccomp-policy' },
  MAC_STATUS: { category: configuration, type: ['change'], action: 'changed-selinux-enforcement' },
  MAC_POLICY_LOAD: { category: configuration, type: ['change'], action: 'loaded-selinux-policy' },
  MAC_CONFIG_CHANGE: { category: configuration, type: ['change'], action: 'changed-selinux-boolean' },
  FEATURE_CHANGE: { category: configuration, type: ['change'], action: 'changed-audit-feature' },
  INTEGRITY_DATA: { category: ['file'], type: ['denied'], action: 'violated-integrity-policy' },
  KERN_MODULE: { category: ['driver'], type: ['start'], action: 'loaded-kernel-module' },
  TIME_ADJNTPVAL: { category: ['host'], type: ['change'], action: 'changed-system-time' },
  TIME_INJOFFSET: { category: ['host'], type: ['change'], action: 'changed-system-time' },
  VIRT_CONTROL: { category: ['host'], type: ['change'], action: 'controlled-virtual-machine' },
  NETFILTER_CFG: { category: configuration, type: ['change'], action: 'loaded-firewall-rule-to' },
  ANOM_ABEND: {
    category: ['process', 'intrusion_detection'],
    type: ['end', 'error'],
    action: 'crashed-program',
  },
  ANOM_PROMISCUOUS: {
    category: ['network', 'intrusion_detection'],
    type: ['info'],
    action: 'changed-promiscuous-mode-on-device',
  },
  ANOM_LOGIN_FAILURES: {
    category: ['authentication', 'intrusion_detection'],
    type: ['info'],
    action: 'failed-log-in-too-many-times-to',
  },
  TTY: { category: ['process'], type: ['info'], action: 'typed' },
  USER_TTY: { category: ['process'], type: ['info'], action: 'typed' },
};

export function actionOf(records: readonly AuditRecord[]): Meaning {
  const call = records.find(({ type }) => type === 'SYSCALL');
  for (const { type, values } of records) {
    // The call says whether the module was loaded or taken out.
    if (call && type === 'KERN_MODULE') continue;
    const meaning = Object.hasOwn(meanings, type) ? meanings[type] : undefined;
    if (meaning) return type === 'AVC' || type === 'USER_AVC' ? decisionOf(meaning, values) : meaning;
  }
  if (!call) return { category: ['process'], type: ['info'], action: records[0]!.type.toLowerCase() };
  return callMeaning(callName(call));
}

/** AppArmor writes AVC records too, SELinux also what it granted, and AppArmor the loading of profiles. */
function decisionOf(meaning: Meaning, { apparmor, seresult }: AuditRecord['values']): Meaning {
  if (apparmor === 'STATUS')
    return { category: configuration, type: ['change'], action: 'loaded-apparmor-profile' };
  const type = apparmor === 'ALLOWED' || seresult === 'granted' ? ['allowed'] : ['denied'];
  return { ...meaning, type, action: apparmor === undefined ? meaning.action : 'violated-apparmor-policy' };
}
