import { describe, expect, it } from 'vitest';
import { createParsing } from '../parsing.ts';

const { parseRecord } = createParsing();
const context = { receivedAt: Date.parse('2026-11-22T09:00:00Z') };
const parse = (text: string) => parseRecord(`Nov 22 08:20:31 h ${text}`, 'auto', context);

describe('ok', () => {
  it.each([
    [
      'sshd accepted',
      'sshd[5]: Accepted publickey for vagrant from 10.0.2.2 port 63673 ssh2: RSA 39:33',
      {
        event: { action: 'ssh_login', outcome: 'success', category: ['authentication', 'session'] },
        user: { name: 'vagrant' },
        source: { ip: '10.0.2.2', port: 63673 },
        ssh: { method: 'publickey', key: 'RSA 39:33' },
        related: { user: ['vagrant'], ip: ['10.0.2.2'] },
      },
    ],
    [
      'sshd failed',
      'sshd[5]: Failed password for invalid user test from 10.0.2.2 port 3 ssh2',
      { event: { action: 'ssh_login', outcome: 'failure', reason: 'invalid user' }, user: { name: 'test' } },
    ],
    [
      'sshd since 9.8',
      'sshd-session[5]: Failed password for root from 10.0.2.2 port 3 ssh2',
      { anmin: { parser: 'sshd' }, event: { outcome: 'failure' } },
    ],
    [
      'sshd invalid, old',
      'sshd[5]: Illegal user test from 10.0.2.2',
      { event: { outcome: 'failure' }, user: { name: 'test' } },
    ],
    [
      'sshd repeated',
      'sshd[5]: message repeated 5 times: [ Failed password for root from 10.0.2.2 port 3 ssh2]',
      { event: { outcome: 'failure' }, ssh: { repeated: 5 }, source: { ip: '10.0.2.2' } },
    ],
    [
      'sshd pam',
      'sshd[5]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.1.1.1  user=root',
      {
        anmin: { parser: 'sshd' },
        event: { action: 'authentication', outcome: 'failure' },
        user: { name: 'root' },
        source: { ip: '10.1.1.1' },
        pam: { module: 'pam_unix', service: 'sshd', phase: 'auth' },
      },
    ],
    [
      'sshd closed',
      'sshd[5]: Connection closed by authenticating user root 10.1.1.1 port 7 [preauth]',
      { event: { action: 'ssh_disconnect' }, user: { name: 'root' }, source: { port: 7 } },
    ],
    [
      'sshd: no common cipher',
      'sshd[5]: fatal: Unable to negotiate with 10.1.1.1 port 7: no matching cipher found. Their offer: 3des-cbc [preauth]',
      {
        event: { action: 'ssh_refused', type: ['connection', 'denied'], reason: 'no matching cipher found' },
        source: { ip: '10.1.1.1', port: 7 },
      },
    ],
    [
      'sshd: no SSH at all',
      "sshd[5]: Bad protocol version identification '\\003' from 10.1.1.1 port 7",
      { event: { action: 'ssh_refused' }, source: { ip: '10.1.1.1', port: 7 } },
    ],
    [
      'sshd: a banner of something else',
      'sshd[5]: banner exchange: Connection from 10.1.1.1 port 7: invalid format',
      { event: { action: 'ssh_refused', reason: 'invalid format' }, source: { ip: '10.1.1.1' } },
    ],
    [
      'sshd: by hosts.deny',
      'sshd[5]: refused connect from a.example (10.1.1.1)',
      { event: { action: 'ssh_refused' }, source: { ip: '10.1.1.1' } },
    ],
    [
      'sshd: nobody signed in, 9.9',
      'sshd[5]: Timeout before authentication for connection from 10.1.1.1 to 10.0.0.2, pid = 77',
      { event: { action: 'ssh_refused' }, source: { ip: '10.1.1.1' } },
    ],
    [
      'sshd: PAM did not know the user',
      'sshd[5]: error: PAM: User not known to the underlying authentication module for illegal user eve from 10.1.1.1',
      {
        event: {
          action: 'ssh_login',
          outcome: 'failure',
          reason: 'User not known to the underlying authentication module',
        },
        user: { name: 'eve' },
        source: { ip: '10.1.1.1' },
      },
    ],
    [
      'sshd: a session, verbose',
      'sshd[5]: Starting session: shell on pts/0 for wang from 10.1.1.1 port 7 id 0',
      { event: { action: 'ssh_session_started' }, user: { name: 'wang' }, source: { port: 7 } },
    ],
    [
      'sshd: the end of one',
      'sshd[5]: Close session: user wang from 10.1.1.1 port 7 id 0',
      { event: { action: 'ssh_session_closed', type: ['end'] }, user: { name: 'wang' } },
    ],
    [
      'PAM of old, several failures',
      'sshd(pam_unix)[5]: 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.3.1  user=root',
      {
        event: { action: 'authentication', outcome: 'failure' },
        user: { name: 'root' },
        source: { ip: '10.0.3.1' },
      },
    ],
    [
      'an account that could not be made',
      "useradd[5]: failed adding user 'eve', data deleted",
      { event: { action: 'user_added', outcome: 'failure' }, user: { name: 'eve' } },
    ],
    [
      'sudo',
      'sudo:     tsg : TTY=pts/0 ; PWD=/home/tsg ; USER=root ; COMMAND=/bin/cp /var/log/secure . ; rm x',
      {
        anmin: { parser: 'sudo' },
        event: { outcome: 'success' },
        user: { name: 'tsg', effective: { name: 'root' } },
        process: {
          command_line: '/bin/cp /var/log/secure . ; rm x',
          working_directory: '/home/tsg',
          tty: { name: 'pts/0' },
        },
        related: { user: ['tsg', 'root'] },
      },
    ],
    [
      'sudo refused',
      'sudo: tsg : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/ls',
      { event: { outcome: 'failure', reason: 'user NOT in sudoers', type: ['denied'] } },
    ],
    [
      'sudo wrong password',
      'sudo: tsg : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/ls',
      { event: { outcome: 'failure', reason: '3 incorrect password attempts' } },
    ],
    [
      'sudo with session',
      'sudo: tsg : TTY=pts/1 ; PWD=/ ; USER=root ; TSID=00001A ; COMMAND=/bin/ls',
      { sudo: { session: '00001A' } },
    ],
    [
      'su',
      'su: (to root) alice on pts/0',
      {
        anmin: { parser: 'su' },
        event: { outcome: 'success' },
        user: { name: 'alice', effective: { name: 'root' } },
      },
    ],
    ['su refused', 'su: FAILED SU (to root) alice on pts/0', { event: { outcome: 'failure' } }],
    [
      'su, old PAM tag',
      'su(pam_unix)[8269]: session opened for user news by (uid=0)',
      {
        anmin: { parser: 'su' },
        event: { action: 'session_opened' },
        user: { name: 'news' },
        client: { user: { id: '0' } },
      },
    ],
    [
      'pam of another program',
      'login: pam_unix(login:session): session closed for user bob',
      { anmin: { parser: 'pam' }, event: { action: 'session_closed' }, user: { name: 'bob' } },
    ],
    [
      'cron',
      'CRON[123]: (root) CMD (test -x /usr/sbin/anacron)',
      {
        anmin: { parser: 'cron' },
        event: { action: 'cron_command' },
        user: { name: 'root' },
        process: { command_line: 'test -x /usr/sbin/anacron', pid: 123 },
      },
    ],
    [
      'crontab',
      'crontab[123]: (bob) REPLACE (bob)',
      { event: { action: 'crontab_replaced', category: ['configuration'] } },
    ],
    [
      'systemd',
      'systemd[1]: Started Daily apt upgrade.',
      {
        anmin: { parser: 'systemd' },
        event: { action: 'service_started', outcome: 'success' },
        service: { name: 'Daily apt upgrade' },
      },
    ],
    [
      'systemd failure',
      "systemd[1]: nginx.service: Failed with result 'exit-code'.",
      { event: { action: 'service_failed', outcome: 'failure' }, service: { name: 'nginx.service' } },
    ],
    [
      'logind',
      'systemd-logind[7]: New session 3 of user root.',
      { event: { action: 'session_opened' }, user: { name: 'root' }, systemd: { session: '3' } },
    ],
    [
      'useradd',
      'useradd[6995]: new user: name=apache, UID=48, GID=48, home=/usr/share/httpd, shell=/sbin/nologin',
      {
        anmin: { parser: 'accounts' },
        event: { category: ['iam'], type: ['user', 'creation'] },
        user: { name: 'apache', id: '48' },
        group: { id: '48' },
      },
    ],
    [
      'usermod',
      "usermod[1]: add 'bob' to group 'wheel'",
      { event: { action: 'user_added_to_group' }, user: { name: 'bob' }, group: { name: 'wheel' } },
    ],
  ])('ok/%s', (_, text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });
});
