import { describe, expect, it } from 'vitest';
import { createParsing } from '../parsing.ts';

const { parseRecord } = createParsing();
const context = { receivedAt: Date.parse('2026-11-22T09:00:00Z') };
const parse = (text: string) => parseRecord(text, 'auto', context);

const execve = [
  'type=SYSCALL msg=audit(1666825569.818:23260118): arch=c000003e syscall=59 success=yes exit=0 a0=7ffd a1=2 items=2 ppid=1 pid=222 auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=3 comm="cat" exe="/usr/bin/cat" key="secret"\x1dARCH=x86_64 SYSCALL=execve AUID="zhang" UID="root" EUID="root"',
  'type=EXECVE msg=audit(1666825569.818:23260118): argc=3 a0="cat" a1=2F746D702F61206220 a2[0]=2F746D a2[1]=702F63',
  'type=CWD msg=audit(1666825569.818:23260118): cwd="/root"',
  'type=PATH msg=audit(1666825569.818:23260118): item=0 name="/usr/bin/cat" inode=1 mode=0100755 nametype=NORMAL',
  'type=PROCTITLE msg=audit(1666825569.818:23260118): proctitle=636174002F746D702F612062',
].join('\n');

describe('ok', () => {
  it('ok/records of a command are one event', () => {
    expect(parse(execve)).toMatchObject({
      '@timestamp': '2022-10-26T23:06:09.818Z',
      anmin: { parser: 'auditd' },
      event: {
        action: 'executed',
        category: ['process'],
        type: ['start'],
        outcome: 'success',
        sequence: 23260118,
      },
      auditd: { record_types: ['SYSCALL', 'EXECVE', 'CWD', 'PATH', 'PROCTITLE'], session: '3' },
      user: { name: 'root', id: '0', audit: { id: '1000', name: 'zhang' } },
      process: {
        pid: 222,
        name: 'cat',
        executable: '/usr/bin/cat',
        args: ['cat', '/tmp/a b ', '/tmp/c'],
        args_count: 3,
        working_directory: '/root',
        title: 'cat /tmp/a b',
      },
      file: { path: '/usr/bin/cat' },
      rule: { name: 'secret' },
    });
  });

  it.each([
    [
      'signed in',
      'type=USER_LOGIN msg=audit(1666825570.818:9): pid=1 uid=0 auid=1000 ses=3 msg=\'op=login id=1000 exe="/usr/sbin/sshd" hostname=10.2.3.4 addr=10.2.3.4 terminal=/dev/pts/0 res=failed\'',
      {
        event: { action: 'logged-in', outcome: 'failure' },
        source: { ip: '10.2.3.4' },
        process: { executable: '/usr/sbin/sshd' },
      },
    ],
    [
      'nobody signed in',
      'type=USER_AUTH msg=audit(1666825570.818:9): pid=1 uid=0 auid=4294967295 ses=4294967295 msg=\'op=PAM:authentication acct="root" exe="/usr/sbin/sshd" hostname=? addr=? terminal=ssh res=failed\'',
      { event: { action: 'authenticated', outcome: 'failure' }, user: { name: 'root' } },
    ],
    [
      'sudo, hexadecimal command',
      'type=USER_CMD msg=audit(1489519256.192:19600329): user pid=4151 uid=497 auid=700 ses=11988 msg=\'cwd="/" cmd=2F7573722F62696E2F6964202D75 terminal=? res=success\'',
      {
        event: { action: 'ran-command' },
        process: { pid: 4151, command_line: '/usr/bin/id -u', working_directory: '/' },
        user: { id: '497', audit: { id: '700' } },
      },
    ],
    [
      'deleted program',
      'type=SYSCALL msg=audit(1485893834.891:18877199): arch=c000003e syscall=44 success=yes exit=184 a0=9 items=0 ppid=1240 pid=1281 auid=4294967295 uid=0 comm="charon" exe=2F7573722F6C6962657865632F7374726F6E677377616E2F636861726F6E202864656C6574656429 key=(null)',
      {
        event: { action: 'connected-to', category: ['network'] },
        process: { executable: '/usr/libexec/strongswan/charon (deleted)' },
      },
    ],
    [
      'socket',
      'type=SOCKADDR msg=audit(1666825569.435:23260106): saddr=0A00DE99000000002a02cf400000000000000000000000010000000',
      { event: { action: 'sockaddr' } },
    ],
    [
      'IPv4 socket',
      'type=SOCKADDR msg=audit(1666825569.435:23260106): saddr=02000050C0A801010000000000000000\x1dSADDR={ saddr_fam=inet laddr=192.168.1.1 lport=80 }',
      { destination: { ip: '192.168.1.1', port: 80 } },
    ],
    [
      'node',
      'node=db1 type=DAEMON_END msg=audit(1666825569.435:1): op=terminate auid=0 pid=1 res=success',
      { host: { name: 'db1' }, event: { action: 'shutdown-audit', outcome: 'success' } },
    ],
    [
      'kernel ring buffer',
      'Nov 22 08:20:31 h kernel: audit: type=1400 audit(1666825569.435:12): apparmor="DENIED" operation="open" profile="x" name="/etc/shadow" pid=5 comm="x"',
      {
        anmin: { parser: 'auditd' },
        host: { name: 'h' },
        event: { action: 'violated-apparmor-policy', type: ['denied'], outcome: 'failure' },
        file: { path: '/etc/shadow' },
        process: { pid: 5 },
      },
    ],
    [
      'rsyslog wrote the separator in octal',
      'Nov 22 08:20:31 h audispd: type=ADD_USER msg=audit(1666825569.435:12): pid=1 uid=0 auid=1000 msg=\'op=add-user acct="eve" exe="/usr/sbin/useradd" res=success\'#035UID="root" AUID="zhang"',
      {
        event: { action: 'added-user-account' },
        user: {
          name: 'zhang',
          effective: { name: 'root' },
          target: { name: 'eve' },
          audit: { name: 'zhang' },
        },
      },
    ],
  ])('ok/%s', (_, text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });

  const head = (type: string, rest: string) => `type=${type} msg=audit(1666825569.435:12): ${rest}`;

  it.each([
    [
      'a change of accounts: who signed in did it, to whom is the target',
      head(
        'ADD_USER',
        'pid=9 uid=0 auid=1000 ses=4 msg=\'op=adding user id=1004 exe="/usr/sbin/useradd" hostname=h addr=10.0.0.9 terminal=pts/2 res=success\'',
      ),
      {
        event: { category: ['iam'], type: ['user', 'creation'], outcome: 'success' },
        user: { id: '1000', effective: { id: '0' }, target: { id: '1004' } },
        auditd: { data: { op: 'adding user' } },
        source: { ip: '10.0.0.9' },
      },
    ],
    [
      'a group in words',
      head(
        'GRP_MGMT',
        'pid=9 uid=0 auid=1000 ses=4 msg=\'op=adding group to /etc/group id=1004 exe="/usr/sbin/groupadd" res=success\'',
      ),
      { group: { id: '1004' }, auditd: { data: { op: 'adding group to /etc/group' } } },
    ],
    [
      'a sign-in: the daemon is not the person',
      head(
        'USER_LOGIN',
        'pid=9 uid=0 auid=4294967295 ses=4294967295 msg=\'op=login acct="wang" exe="/usr/sbin/sshd" hostname=? addr=10.0.0.9 terminal=ssh res=failed\'',
      ),
      { event: { outcome: 'failure' }, user: { name: 'wang' } },
    ],
    [
      'a sign-in under a number, ENRICHED',
      head(
        'USER_LOGIN',
        'pid=9 uid=0 auid=1000 ses=3 msg=\'op=login id=1000 exe="/usr/sbin/sshd" hostname=? addr=10.0.0.9 terminal=ssh res=success\'\x1dUID="root" AUID="wang" ID="wang"',
      ),
      { user: { name: 'wang', id: '1000', audit: { name: 'wang' } } },
    ],
    [
      'names that lost the mark before them',
      head(
        'SYSCALL',
        'arch=c000003e syscall=87 success=no exit=-13 pid=5 auid=1000 uid=33 comm="httpd" key=(null)ARCH=x86_64 SYSCALL=unlink AUID="wang" UID="www"',
      ),
      { event: { action: 'deleted', outcome: 'failure' }, user: { name: 'www', audit: { name: 'wang' } } },
    ],
    [
      'an old kernel',
      head('LOGIN', 'pid=28 uid=0 old auid=4294967295 new auid=700 old ses=4294967295 new ses=12'),
      { user: { id: '700', audit: { id: '700' } }, auditd: { session: '12' } },
    ],
    [
      'calls of other architectures by number',
      head(
        'SYSCALL',
        'arch=c00000b7 syscall=221 success=yes exit=0 pid=5 uid=0 comm="ls" exe="/bin/ls" key=(null)',
      ),
      { event: { action: 'executed', type: ['start'] }, auditd: { data: { syscall_name: 'execve' } } },
    ],
    [
      'several keys',
      head(
        'SYSCALL',
        'arch=c000003e syscall=59 success=yes pid=5 uid=0 comm="ls" key=657865630136346269740A',
      ),
      { tags: ['exec', '64bit\n'], rule: { name: 'exec' } },
    ],
    [
      'SELinux',
      head(
        'AVC',
        'avc:  denied  { read write } for  pid=5 comm="httpd" path="/srv/a b" dev=dm-0 tclass=file permissive=0',
      ),
      {
        event: { action: 'violated-selinux-policy', type: ['denied'], outcome: 'failure' },
        auditd: { data: { seperms: 'read write' } },
        file: { path: '/srv/a b' },
      },
    ],
    [
      'a policy that only watches',
      `${head('AVC', 'avc:  denied  { open } for  pid=5 comm="x" path="/a" permissive=1')}\n${head('SYSCALL', 'arch=c000003e syscall=257 success=yes pid=5 uid=0')}`,
      { event: { outcome: 'success' } },
    ],
    [
      'a profile was loaded',
      head(
        'AVC',
        'apparmor="STATUS" operation="profile_load" profile="unconfined" name="x" pid=5 comm="apparmor_parser"',
      ),
      { event: { action: 'loaded-apparmor-profile', category: ['configuration'], type: ['change'] } },
    ],
    [
      'a connection taken',
      `${head('SYSCALL', 'arch=c000003e syscall=43 success=yes pid=5 uid=0 comm="x"')}\n${head('SOCKADDR', 'saddr=02001F900A00000900000000000000000')}\n${head('SOCKADDR', 'saddr=02001F900A0000090000000000000000')}`,
      {
        event: { action: 'accepted-connection-from' },
        source: { ip: '10.0.0.9', port: 8080 },
        network: { direction: 'ingress' },
      },
    ],
    [
      'a renamed file is under its old name',
      `${head('SYSCALL', 'arch=c000003e syscall=82 success=yes pid=5 uid=0')}\n${head('PATH', 'item=0 name="/e" objtype=PARENT')}\n${head('PATH', 'item=2 name="/e/a" mode=0100600 objtype=DELETE')}\n${head('PATH', 'item=3 name="/e/b" mode=0100644 objtype=CREATE')}`,
      {
        event: { action: 'renamed' },
        file: { path: '/e/a', mode: '0600' },
        auditd: { paths: ['/e/a', '/e/b'] },
      },
    ],
    [
      'a module taken out',
      `${head('KERN_MODULE', 'name="nf"')}\n${head('SYSCALL', 'arch=c000003e syscall=176 success=yes pid=5 uid=0')}`,
      { event: { action: 'unloaded-kernel-module' } },
    ],
  ])('ok/%s', (_, text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });
});
