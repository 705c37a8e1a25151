import { describe, expect, it } from 'vitest';
import { createParsing } from '../parsing.ts';

const { parseRecord } = createParsing();
const context = { receivedAt: Date.parse('2026-11-22T09:00:00Z'), timeZone: 'Asia/Shanghai' };
const parse = (text: string) => parseRecord(text, 'auto', context);
const json = (value: unknown) => JSON.stringify(value);

/** Name, record, what the event must hold. */
const cases: readonly (readonly [string, string, object])[] = [
  [
    'access-log combined',
    '10.0.0.1 - alice [22/Nov/2026:16:20:31 +0800] "GET /a?b=1 HTTP/1.1" 404 123 "http://x/" "Mozilla/5.0"',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'access-log' },
      event: { outcome: 'failure', category: ['web'] },
      source: { ip: '10.0.0.1' },
      user: { name: 'alice' },
      url: { original: '/a?b=1', path: '/a', query: 'b=1' },
      http: {
        request: { method: 'GET', referrer: 'http://x/' },
        response: { status_code: 404, body: { bytes: 123 } },
        version: '1.1',
      },
      user_agent: { original: 'Mozilla/5.0' },
    },
  ],
  [
    'access-log of a scanner: no request line, quotes escaped',
    '::1 - - [22/Nov/2026:16:20:31 +0800] "\\x16\\x03\\"" 400 0 "-" "-"',
    {
      anmin: { parser: 'access-log' },
      source: { ip: '::1' },
      url: { original: '\x16\x03"' },
      http: { response: { status_code: 400 } },
    },
  ],
  [
    'access-log behind syslog, with a virtual host',
    '<190>Nov 22 16:20:31 web nginx: www.mz.gov.cn:443 10.0.0.1 - - [22/Nov/2026:16:20:31 +0800] "POST /x HTTP/2.0" 200 5',
    {
      anmin: { parser: 'access-log' },
      host: { name: 'web' },
      url: { domain: 'www.mz.gov.cn', port: 443, path: '/x' },
      source: { ip: '10.0.0.1' },
    },
  ],
  [
    'nginx-error',
    '2026/11/22 16:20:31 [error] 12#3: *5 open() "/x" failed (2: No such file), client: 10.0.0.1, server: x.gov.cn, request: "GET /x HTTP/1.1", host: "x"',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'nginx-error' },
      log: { level: 'error' },
      source: { ip: '10.0.0.1' },
      process: { pid: 12 },
    },
  ],
  [
    'apache-error 2.4',
    '[Sun Nov 22 16:20:31.123456 2026] [authz_core:error] [pid 12:tid 140] [client 10.0.0.1:5000] AH01630: client denied by server configuration: /x',
    {
      '@timestamp': '2026-11-22T08:20:31.123Z',
      anmin: { parser: 'apache-error' },
      event: { code: 'AH01630' },
      source: { ip: '10.0.0.1', port: 5000 },
      process: { pid: 12 },
    },
  ],
  [
    'cef: escapes, blanks in values, labels',
    '<134>Nov 22 16:20:31 fw CEF:0|Venus|USG|1.0|100|port \\| scan|High|src=10.0.0.1 dst=10.0.0.2 spt=1 dpt=22 msg=hello world \\= x cs1=abc cs1Label=Rule Name act=blocked suser=bob rt=1795335631000',
    {
      anmin: { parser: 'cef', class: 'network' },
      host: { name: 'fw' },
      '@timestamp': '2026-11-22T08:20:31.000Z',
      message: 'hello world = x',
      observer: { vendor: 'Venus', product: 'USG', version: '1.0' },
      cef: { name: 'port | scan', severity: 'High', extensions: { cs1: 'abc', Rule_Name: 'abc' } },
      event: { code: '100', severity: 8, action: 'blocked', outcome: 'failure' },
      source: { ip: '10.0.0.1', port: 1 },
      destination: { ip: '10.0.0.2', port: 22 },
      user: { name: 'bob' },
    },
  ],
  [
    'leef 1.0: tabs',
    'LEEF:1.0|IBM|QRadar|1|login|src=10.0.0.1\tusrName=bob\tsev=3\tdevTime=Nov 22 2026 16:20:31',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'leef' },
      source: { ip: '10.0.0.1' },
      user: { name: 'bob' },
      event: { code: 'login', severity: 3 },
    },
  ],
  [
    'leef 2.0: delimiter in hexadecimal',
    'LEEF:2.0|IBM|QRadar|1|login|0x5e|src=10.0.0.1^usrName=bob',
    { anmin: { parser: 'leef' }, user: { name: 'bob' }, source: { ip: '10.0.0.1' } },
  ],
  [
    'database-rows: openGauss',
    json({
      time: '2026-11-22 08:20:31.123456+00',
      type: 'dml_action_select',
      result: 'ok',
      userid: '10',
      username: 'app',
      database: 'mz',
      client_conninfo: 'gsql@10.0.0.7',
      object_name: 'person',
      detail_info: 'select * from person',
      node_name: 'n1',
      thread_id: '1@2',
      local_port: '5432',
      remote_port: '40000',
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.123Z',
      anmin: { parser: 'database-rows', class: 'database' },
      event: { outcome: 'success', type: ['access'] },
      user: { name: 'app' },
      source: { ip: '10.0.0.7', port: 40_000 },
      db: {
        system: 'opengauss',
        name: 'mz',
        statement: 'select * from person',
        operation: 'SELECT',
        tables: ['person'],
      },
    },
  ],
  [
    'database-rows: openGauss refused sign-in',
    json({
      time: '2026-11-22 08:20:31+00',
      type: 'login_failed',
      result: 'failed',
      username: 'eve',
      database: 'mz',
      client_conninfo: 'gsql@10.0.0.7',
      object_name: 'mz',
      detail_info: 'login db(mz) failed, authentication for user(eve) failed',
      remote_port: '1',
    }),
    {
      event: {
        action: 'login-failed',
        outcome: 'failure',
        category: ['authentication', 'session', 'database'],
      },
      user: { name: 'eve' },
      source: { ip: '10.0.0.7' },
    },
  ],
  [
    'database-rows: KingbaseES',
    json({
      audit_time: '2026-11-22 08:20:31.1+00',
      username: 'app',
      remote_addr: '10.0.0.8',
      db_name: 'mz',
      rule_type: 'stmt',
      opr_type: 'DROP TABLE',
      result: '失败',
      aud_client: 'ksql',
      sql_text: 'drop table person',
    }),
    {
      anmin: { parser: 'database-rows' },
      event: { action: 'drop-table', outcome: 'failure' },
      db: { system: 'kingbase', class: 'DDL', tables: ['person'] },
      source: { ip: '10.0.0.8' },
    },
  ],
  [
    'database-rows: Dameng, in the zone of the source',
    json({
      OPTIME: '2026-11-22 16:20:31',
      USERNAME: 'APP',
      IP: '10.0.0.9',
      SCHNAME: 'MZ',
      OBJNAME: 'PERSON',
      OPERATION: 'UPDATE',
      SUCC_FLAG: 'Y',
      SQL_TEXT: 'update mz.person set a=1',
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      event: { outcome: 'success', type: ['change'] },
      user: { name: 'APP' },
      db: { system: 'dameng', tables: ['mz.person'], operation: 'UPDATE', class: 'WRITE' },
    },
  ],
  [
    'kubernetes-audit',
    json({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: 'x-1',
      stage: 'ResponseComplete',
      requestURI: '/api/v1/secrets',
      verb: 'delete',
      user: { username: 'admin', groups: ['system:masters'] },
      sourceIPs: ['10.0.0.9'],
      objectRef: { resource: 'secrets', namespace: 'default', name: 's' },
      responseStatus: { code: 403 },
      stageTimestamp: '2026-11-22T08:20:31.2Z',
      annotations: { 'authorization.k8s.io/decision': 'forbid' },
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.200Z',
      anmin: { parser: 'kubernetes-audit' },
      event: { action: 'delete', type: ['deletion'], outcome: 'failure' },
      user: { name: 'admin' },
      source: { ip: '10.0.0.9' },
    },
  ],
  [
    'jumpserver command',
    '<14>Nov 22 16:20:31 jms jumpserver: session_command_log - {"user":"张三(zhangsan)","asset":"web1(10.0.0.8)","input":"rm -rf /","risk_level":{"value":5,"label":"危险"},"timestamp":1795335631}',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'jumpserver' },
      user: { name: 'zhangsan', full_name: '张三' },
      process: { command_line: 'rm -rf /' },
      destination: { ip: '10.0.0.8', domain: 'web1' },
    },
  ],
  [
    'jumpserver refused sign-in',
    'Nov 22 16:20:31 jms jumpserver: login_log - {"username":"zhangsan","ip":"10.0.0.3","status":{"value":false,"label":"失败"},"reason_display":"密码错误","datetime":"2026/11/22 16:20:31 +0800"}',
    {
      anmin: { parser: 'jumpserver' },
      event: { action: 'bastion-login', outcome: 'failure', reason: '密码错误' },
      source: { ip: '10.0.0.3' },
      user: { name: 'zhangsan' },
    },
  ],
  [
    'suricata alert',
    json({
      timestamp: '2018-07-05T15:07:20.910626-0400',
      flow_id: 9,
      event_type: 'alert',
      src_ip: '192.168.86.85',
      src_port: 55641,
      dest_ip: '192.168.156.70',
      dest_port: 443,
      proto: 'TCP',
      app_proto: 'tls',
      alert: { action: 'allowed', signature_id: 2024833, signature: 'ET POLICY', category: 'c', severity: 1 },
    }),
    {
      '@timestamp': '2018-07-05T19:07:20.910Z',
      anmin: { parser: 'suricata' },
      event: { kind: 'alert', severity: 1 },
      source: { ip: '192.168.86.85', port: 55641 },
      rule: { id: '2024833', name: 'ET POLICY' },
      network: { transport: 'tcp', protocol: 'tls' },
    },
  ],
  [
    'cef: a space before the version, users of both sides, bytes as the dictionary counts them',
    'Nov 22 16:20:31 fw CEF: 0|V|P|1|5|Login|low|suser=bob duser=alice src=10.0.0.1 dst=10.0.0.2 in=10 out=20 smac=00:0c:29:eb:35:de destinationTranslatedAddress=10.9.9.9 fileHash=bc8bbe52f041fd17318f08a0f73762ce dvchost=fw1 deviceDirection=1',
    {
      cef: { version: '0' },
      user: { name: 'bob', target: { name: 'alice' } },
      source: { bytes: 10, mac: '00-0C-29-EB-35-DE', user: { name: 'bob' } },
      destination: { bytes: 20, nat: { ip: '10.9.9.9' }, user: { name: 'alice' } },
      file: { hash: { md5: 'bc8bbe52f041fd17318f08a0f73762ce' } },
      observer: { vendor: 'V', hostname: 'fw1' },
      network: { direction: 'outbound' },
    },
  ],
  [
    'leef 2 without its delimiter: a bar in a value is none',
    'LEEF:2.0|V|P|1|id|a=b|c\tsrc=10.0.0.1\tproto=6',
    { source: { ip: '10.0.0.1' }, leef: { attributes: { a: 'b|c' } }, network: { transport: 'tcp' } },
  ],
  [
    'leef behind a time and no host',
    '2026-11-22T08:20:31Z LEEF:2.0|V|P|1|id|^|src=10.0.0.1^usrName=bob',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'leef' },
      source: { ip: '10.0.0.1' },
      user: { name: 'bob' },
    },
  ],
  [
    'netfilter: the prefix of the rule stands where a program would',
    'Nov 22 16:20:31 DENY: IN=eth0 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=60 PROTO=TCP SPT=1 DPT=2',
    {
      anmin: { parser: 'netfilter' },
      rule: { name: 'deny' },
      event: { action: 'drop', type: ['connection', 'denied'] },
    },
  ],
  [
    'netfilter: Proxmox, with a time of its own and no OUT',
    '0 1 PVEFW-HOST-IN 22/Nov/2026:16:20:31 +0800 policy DROP: IN=vmbr0 MAC=24:8a:07:9a:2a:f2:24:8a:07:50:2c:9e:08:00 SRC=10.0.0.1 DST=10.0.0.2 LEN=52 PROTO=UDP SPT=1 DPT=2',
    { '@timestamp': '2026-11-22T08:20:31.000Z', anmin: { parser: 'netfilter' }, event: { action: 'drop' } },
  ],
  [
    'access-log: bytes that nginx escaped are UTF-8',
    '10.0.0.1 - \\xE7\\x8E\\x8B [22/Nov/2026:16:20:31 +0800] "GET /\\xE6\\xB0\\x91?a=\\x22 HTTP/1.1" 200 1 "-" "-"',
    { url: { path: '/民', query: 'a="' } },
  ],
  [
    'access-log: addresses that proxies told',
    '10.0.0.2, 10.0.0.1, 127.0.0.1 - wang [22/Nov/2026:16:20:31 +0800] "GET / HTTP/1.1" 200 1 "-" "curl"',
    {
      anmin: { parser: 'access-log' },
      source: { ip: '10.0.0.2' },
      user: { name: 'wang' },
      client: { forwarded_for: '10.0.0.2, 10.0.0.1, 127.0.0.1' },
    },
  ],
  [
    'netfilter: the packet, not the one inside an ICMP error',
    'Jan  8 03:37:09 DENY: IN=eth0 OUT= MAC=90:10:28:5f:62:24:90:10:18:5a:89:2a:08:00 SRC=192.168.2.71 DST=192.168.2.83 LEN=88 PROTO=ICMP TYPE=3 CODE=3 [SRC=192.168.2.83 DST=192.168.173.191 LEN=60 PROTO=UDP SPT=1 DPT=2 ]',
    {
      anmin: { parser: 'netfilter' },
      source: { ip: '192.168.2.71', mac: '90-10-18-5A-89-2A' },
      destination: { ip: '192.168.2.83' },
      network: { transport: 'icmp', bytes: 88 },
    },
  ],
  [
    'netfilter: nftables with the clock of the kernel',
    'Jan 22 09:05:05 host kernel: [16571.459614] INPUT drop: IN=eth0 OUT= SRC=2a02:cf40::1 DST=2a02:cf40::2 LEN=104 PROTO=TCP SPT=1 DPT=22 SYN',
    {
      anmin: { parser: 'netfilter' },
      event: { action: 'drop', type: ['connection', 'denied'] },
      rule: { name: 'INPUT drop' },
      network: { type: 'ipv6' },
      iptables: { flags: ['SYN'] },
    },
  ],
  [
    'mariadb-audit query',
    "20261122 16:20:31,db1,root,10.0.0.5,12,34,QUERY,mz,'SELECT * FROM person p JOIN org.dept d ON p.d=d.id WHERE name=\\'张三\\'',0",
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'mariadb-audit', class: 'database' },
      event: { outcome: 'success', type: ['access'] },
      db: {
        system: 'mariadb',
        name: 'mz',
        user: 'root',
        statement: "SELECT * FROM person p JOIN org.dept d ON p.d=d.id WHERE name='张三'",
        operation: 'SELECT',
        tables: ['person', 'org.dept'],
      },
      source: { ip: '10.0.0.5' },
    },
  ],
  [
    'mariadb-audit refused',
    '20261122 16:20:32,db1,bad,10.0.0.5,13,0,FAILED_CONNECT,,,1045',
    { event: { action: 'failed-connect', outcome: 'failure', code: '1045' }, user: { name: 'bad' } },
  ],
  [
    'mariadb-audit table',
    '20261122 16:20:32,db1,root,10.0.0.5:3333,12,35,READ,mz,Person,',
    { db: { tables: ['mz.person'], operation: 'READ' }, source: { ip: '10.0.0.5', port: 3333 } },
  ],
  [
    'mariadb-audit by syslog',
    "Nov 22 16:20:31 db1 mysql-server_auditing: db1,root,localhost,1,7,QUERY,mysql,'SELECT 1',0",
    {
      anmin: { parser: 'mariadb-audit' },
      '@timestamp': '2026-11-22T08:20:31.000Z',
      db: { statement: 'SELECT 1' },
    },
  ],
  [
    'mariadb-audit: both names of a renamed table',
    '20261122 16:20:31,db1,root,h,12,34,RENAME,mz,t1|old.t2,',
    { db: { tables: ['mz.t1', 'old.t2'], class: 'DDL' }, event: { action: 'rename', type: ['change'] } },
  ],
  [
    'mariadb-audit: rights are identity too',
    "20261122 16:20:31,db1,root,h,12,34,QUERY,mz,'GRANT ALL ON mz.* TO eve@h IDENTIFIED BY *****',0",
    { db: { class: 'ROLE' }, event: { category: ['database', 'iam'], type: ['change'] } },
  ],
  [
    'mariadb-audit cut query',
    "20261122 16:20:31,db1,root,h,12,34,QUERY,mz,'SELECT 1 FROM very_lo",
    { db: { statement: 'SELECT 1 FROM very_lo', tables: ['very_lo'] }, event: { outcome: 'unknown' } },
  ],
  [
    'mysql-audit: an element of the array',
    `${json({ timestamp: '2026-11-22 08:20:31', id: 0, class: 'general', event: 'status', connection_id: 11, account: { user: 'root', host: 'localhost' }, login: { user: 'root', ip: '127.0.0.1' }, general_data: { command: 'Query', sql_command: 'select', query: 'select * from a.b', status: 0 } })},`,
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'mysql-audit' },
      db: { system: 'mysql', statement: 'select * from a.b', tables: ['a.b'] },
      event: { outcome: 'success' },
      source: { ip: '127.0.0.1' },
    },
  ],
  [
    'mysql-audit: Percona audit_record',
    json({
      audit_record: {
        name: 'Connect',
        record: '1_2',
        timestamp: '2026-11-22T08:20:31 UTC',
        connection_id: '36',
        status: 1045,
        user: 'bad',
        priv_user: '',
        host: 'h',
        ip: '10.0.0.4',
        db: '',
      },
    }),
    {
      anmin: { parser: 'mysql-audit' },
      event: { category: ['authentication', 'session', 'database'], outcome: 'failure' },
      source: { ip: '10.0.0.4' },
    },
  ],
  [
    'a line of a program without a parser has its own time',
    '[2026-11-22 16:20:31,123] INFO c.e.Main - started',
    { '@timestamp': '2026-11-22T08:20:31.123Z', anmin: { unknown: true } },
  ],
  [
    'mysql-audit: XML, new style',
    '<AUDIT_RECORD>\n <TIMESTAMP>2026-11-22T08:20:31 UTC</TIMESTAMP>\n <NAME>Query</NAME>\n <STATUS>0</STATUS>\n <USER>app[app] @ web1 [10.0.0.4]</USER>\n <OS_LOGIN/>\n <IP></IP>\n <COMMAND_CLASS>select</COMMAND_CLASS>\n <SQLTEXT>select *\nfrom mz.person where a &lt; 3 and b = &apos;&#x5f20;&apos;</SQLTEXT>\n <CONNECTION_ATTRIBUTES>\n  <ATTRIBUTE><NAME>_pid</NAME><VALUE>7</VALUE></ATTRIBUTE>\n </CONNECTION_ATTRIBUTES>\n <DB>mz</DB>\n</AUDIT_RECORD>',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'mysql-audit' },
      user: { name: 'app' },
      source: { ip: '10.0.0.4' },
      db: {
        name: 'mz',
        statement: "select *\nfrom mz.person where a < 3 and b = '张'",
        tables: ['mz.person'],
      },
      event: { action: 'mysql-select', outcome: 'success', type: ['access'] },
    },
  ],
  [
    'mysql-audit: XML, old style',
    '<AUDIT_RECORD\n  NAME="Connect"\n  TIMESTAMP="2026-11-22T08:20:31 UTC"\n  CONNECTION_ID="3"\n  STATUS="1045"\n  USER="eve"\n  HOST="web1"\n  IP="10.0.0.4"\n  DB=""\n/>',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      user: { name: 'eve' },
      event: { action: 'mysql-connect', outcome: 'failure', code: '1045' },
      mysql: { audit: { connection_id: 3 } },
    },
  ],
  [
    'mysql-audit: XML, a table that was read',
    '<AUDIT_RECORD><TIMESTAMP>2026-11-22T08:20:31</TIMESTAMP><NAME>TableRead</NAME><DB>mz</DB><TABLE>Person</TABLE></AUDIT_RECORD>',
    { db: { tables: ['mz.person'] }, event: { type: ['access'] } },
  ],
  [
    'windows: Event, System, EventData',
    json({
      Event: {
        System: {
          Provider: { '#attributes': { Name: 'Microsoft-Windows-Security-Auditing' } },
          EventID: 4625,
          TimeCreated: { '#attributes': { SystemTime: '2026-11-22T08:20:31.123456Z' } },
          Channel: 'Security',
          Computer: 'DC1',
        },
        EventData: { TargetUserName: 'bob', IpAddress: '10.0.0.2', IpPort: '1234', SubjectUserName: '-' },
      },
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.123Z',
      anmin: { parser: 'windows' },
      event: { code: '4625', action: 'logon-failed', outcome: 'failure' },
      user: { name: 'bob' },
      source: { ip: '10.0.0.2', port: 1234 },
      winlog: { event_id: '4625', event_data: { TargetUserName: 'bob' } },
    },
  ],
  [
    'windows: NXLog says in its own words whether it failed',
    json({
      EventTime: '2026-11-22 16:20:31',
      Hostname: 'DC1',
      EventType: 'AUDIT_FAILURE',
      EventID: 4776,
      Channel: 'Security',
      TargetUserName: 'bob',
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      event: { code: '4776', outcome: 'failure' },
      user: { name: 'bob' },
    },
  ],
  [
    'windows: keywords as a signed number',
    '{"EventTime":"2026-11-22 16:20:31","Hostname":"DC1","Keywords":-9214364837600034816,"EventID":4776,"Channel":"Security"}',
    { event: { outcome: 'success' } },
  ],
  [
    'windows: a single datum; Winlogbeat counts in numbers',
    json({
      '@timestamp': '2026-11-22T08:20:31Z',
      winlog: { event_id: 4625, channel: 'Security', event_data: {} },
      event: { code: 4625 },
    }),
    { event: { code: '4625' }, winlog: { event_id: '4625' } },
  ],
  [
    'windows: Data that is one object',
    json({
      Event: {
        System: { EventID: 1, Channel: 'Application', Computer: 'W' },
        EventData: { Data: { Name: 'Only', '#text': 'one' } },
      },
    }),
    { winlog: { event_data: { Only: 'one' } } },
  ],
  [
    'windows: Sysmon',
    json({
      EventID: 1,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: 'W',
      UtcTime: '2026-11-22 08:20:31.123',
      Image: 'C:\\a\\cmd.exe',
      ParentImage: 'C:\\b\\x.exe',
      User: 'CORP\\bob',
      Hashes: `MD5=${'A'.repeat(32)}`,
    }),
    {
      user: { name: 'bob', domain: 'CORP' },
      process: { name: 'cmd.exe', parent: { name: 'x.exe' }, hash: { md5: 'a'.repeat(32) } },
    },
  ],
  [
    'windows: flat',
    json({
      EventID: 4720,
      Channel: 'Security',
      Hostname: 'dc',
      EventTime: '2026-11-22 16:20:31',
      TargetUserName: 'new',
      SubjectUserName: 'admin',
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      event: { action: 'added-user-account', category: ['iam'] },
      user: { name: 'admin', target: { name: 'new' } },
    },
  ],
  [
    'windows: winlogbeat',
    json({
      '@timestamp': '2026-11-22T08:20:31.000Z',
      message: 'm',
      winlog: {
        event_id: '1102',
        channel: 'Security',
        provider_name: 'Microsoft-Windows-Eventlog',
        event_data: {},
      },
      event: { code: '1102' },
      host: { name: 'dc' },
      agent: { type: 'winlogbeat' },
    }),
    {
      anmin: { parser: 'windows' },
      event: { action: 'audit-log-cleared', code: '1102' },
      host: { name: 'dc' },
      message: 'm',
      agent: { type: 'winlogbeat' },
    },
  ],
  [
    'json',
    json({
      user: 'a',
      action: 'delete',
      result: '失败',
      client_ip: '1.2.3.4',
      time: '2026-11-22T08:20:31Z',
      'x.y': 1,
    }),
    {
      anmin: { parser: 'json', class: 'business' },
      event: { action: 'delete', outcome: 'failure' },
      user: { name: 'a' },
      source: { ip: '1.2.3.4' },
      json: { x: { y: 1 } },
    },
  ],
  [
    'json that is ECS',
    json({
      '@timestamp': '2026-11-22T08:20:31Z',
      event: { action: 'x' },
      user: { name: 'u' },
      anmin: { class: 'network', source: 'forged' },
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      event: { action: 'x' },
      user: { name: 'u' },
      anmin: { class: 'business' },
    },
  ],
  [
    'key-value',
    '<189>date=2026-11-22 time=16:20:31 devname="FG T" srcip=10.0.0.1 dstip=10.0.0.2 action="deny" user="bob"',
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'key-value' },
      source: { ip: '10.0.0.1' },
      destination: { ip: '10.0.0.2' },
      user: { name: 'bob' },
      host: { name: 'FG T' },
      log: { syslog: { priority: 189 } },
    },
  ],
  [
    'a document of Filebeat around a line',
    json({
      '@timestamp': '2026-11-22T08:20:31.000Z',
      message: 'Nov 22 16:20:31 web sshd[5]: Accepted password for root from 10.9.8.7 port 22 ssh2',
      agent: { type: 'filebeat' },
      ecs: { version: '8.0.0' },
      log: { file: { path: '/var/log/auth.log' } },
      host: { name: 'web01' },
    }),
    {
      anmin: { parser: 'sshd' },
      source: { ip: '10.9.8.7' },
      log: { file: { path: '/var/log/auth.log' } },
      message: 'Accepted password for root from 10.9.8.7 port 22 ssh2',
    },
  ],
  [
    'journald',
    json({
      __REALTIME_TIMESTAMP: '1795335631000000',
      _HOSTNAME: 'h2',
      SYSLOG_IDENTIFIER: 'sshd',
      _PID: '77',
      PRIORITY: '6',
      MESSAGE: 'Accepted publickey for git from 10.0.0.1 port 5 ssh2: RSA SHA256:abc',
    }),
    {
      '@timestamp': '2026-11-22T08:20:31.000Z',
      anmin: { parser: 'sshd' },
      user: { name: 'git' },
      ssh: { method: 'publickey' },
      host: { name: 'h2' },
      process: { pid: 77 },
    },
  ],
  [
    'docker',
    json({
      log: 'Nov 22 16:20:31 h sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls\n',
      stream: 'stdout',
      time: '2026-11-22T08:20:31.5Z',
    }),
    { anmin: { parser: 'sudo' }, user: { name: 'bob' } },
  ],
  [
    'syslog of a program that nobody knows',
    '<13>Nov 22 16:20:31 h myapp[3]: 办理完成',
    {
      anmin: { parser: 'syslog' },
      host: { name: 'h' },
      process: { name: 'myapp', pid: 3 },
      message: '办理完成',
    },
  ],
];

describe('ok', () => {
  it.each(cases)('ok/%s', (_, text, expected) => {
    const event = parse(text);
    expect(event).toMatchObject(expected);
    expect(event).toMatchObject({ event: { original: text, ingested: '2026-11-22T09:00:00.000Z' } });
  });
});

describe('text that an attacker chose does not change what a line is', () => {
  it.each([
    [
      'user name',
      'Nov 22 16:20:31 h sshd[5]: Invalid user LOG:  AUDIT: SESSION,1,1,READ,SELECT,,,x,<none> from 10.0.0.9 port 1',
      'sshd',
    ],
    [
      'URL',
      '10.0.0.1 - - [22/Nov/2026:16:20:31 +0800] "GET /CEF:0|a|b|c|d|e|9|act=x HTTP/1.1" 200 1 "-" "LEEF:1.0|a|b|c|d|"',
      'access-log',
    ],
    [
      'user of a request',
      '10.0.0.1 - CEF:0|a|b|c|d|e|9|act=x [22/Nov/2026:16:20:31 +0800] "GET / HTTP/1.1" 200 1',
      'access-log',
    ],
    [
      'event of Anmin',
      json({ name: 'pki.certificate.issued', sequence: 1, actor: { name: 'root' }, subject: { id: 'x' } }),
      'json',
    ],
  ])('%s', (_, text, parser) => {
    expect(parse(text)).toMatchObject({ anmin: { parser } });
  });

  it('a user name with blanks does not move the address', () => {
    const event = parse('10.0.0.1 - a - b [22/Nov/2026:16:20:31 +0800] "GET / HTTP/1.1" 401 1');
    expect(event).toMatchObject({ source: { ip: '10.0.0.1' }, user: { name: 'a - b' } });
  });

  it('a login name that imitates the end of the line does not give the address', () => {
    const event = parse(
      'Nov 22 16:20:31 h sshd[5]: Failed password for invalid user root from 1.1.1.1 port 1 ssh2 from 9.9.9.9 port 2 ssh2',
    );
    expect(event).toMatchObject({
      source: { ip: '9.9.9.9', port: 2 },
      user: { name: 'root from 1.1.1.1 port 1 ssh2' },
    });
  });

  it("Anmin's own events are read where the source says so", () => {
    const own = json({
      name: 'pki.certificate.issued',
      id: 'i',
      sequence: 1,
      time: '2026-11-22T08:00:00.000Z',
      outcome: 'denied',
      actor: { kind: 'person', id: 'a', name: '王芳', address: '10.0.0.1' },
      subject: { kind: 'certificate', id: 'x' },
      data: { n: 1 },
    });
    expect(parseRecord(own, ['anmin'], context)).toMatchObject({
      anmin: { parser: 'anmin', event: { data: { n: 1 } } },
      event: { action: 'pki.certificate.issued', outcome: 'failure' },
      user: { name: '王芳' },
    });
  });
});
