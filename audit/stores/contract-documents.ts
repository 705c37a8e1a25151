import { dayOf, type EcsFields, type EventDocument, eventId } from '../core/record.ts';

/** Receipt of the first document; each later one came a minute after the one before. */
const contractStart = Date.parse('2026-11-21T23:50:00.000Z');

const at = (time: string): string => `2026-11-${time}Z`;

const rows: readonly EcsFields[] = [
  /* 0 */ {
    '@timestamp': at('21T23:49:58.120'),
    message: '查询低保金发放记录',
    event: {
      original: '<134>Nov 21 23:49:58 web1 mz: 查询低保金发放记录',
      action: 'query',
      outcome: 'success',
    },
    user: { name: 'zhang.wei' },
    source: { ip: '10.1.2.3', port: 51000 },
    host: { name: 'web1' },
  },
  /* 1 */ {
    '@timestamp': at('21T23:50:30.000'),
    message: 'Failed password for root from 192.168.5.9 port 40022 ssh2',
    event: {
      original: 'Nov 21 23:50:30 db1 sshd[811]: Failed password for root from 192.168.5.9 port 40022 ssh2',
      category: ['authentication'],
      outcome: 'failure',
    },
    user: { name: 'root' },
    source: { ip: '192.168.5.9', port: 40022 },
    host: { name: 'db1' },
    process: { name: 'sshd', pid: 811 },
  },
  /* 2 */ {
    '@timestamp': at('21T23:52:00.500'),
    message:
      'AUDIT: SESSION,1,1,READ,SELECT,,,"select name, id_card from t_person where city=\'杭州\'",<none>',
    event: { original: 'pgaudit line two', category: ['database'], type: ['access'], outcome: 'success' },
    db: {
      system: 'postgresql',
      name: 'minzheng',
      user: 'report',
      operation: 'SELECT',
      statement: "select name, id_card from t_person where city='杭州'",
      tables: ['public.t_person'],
      rows: 1500,
      class: 'READ',
    },
    source: { ip: 'fe80::1:2' },
  },
  /* 3 */ {
    '@timestamp': at('21T23:53:00.000'),
    message: '修改低收入家庭认定结果',
    event: { original: '修改低收入家庭认定结果', action: 'update', outcome: 'success' },
    user: { name: 'Li.Na' },
    db: {
      name: 'minzheng',
      operation: 'UPDATE',
      rows: 1,
      tables: ['public.t_family', 'public.t_person'],
      class: 'WRITE',
    },
    source: { ip: '10.1.255.254' },
  },
  /* 4 */ {
    '@timestamp': at('21T23:54:00.000'),
    message: '',
    event: { original: '\u0000\ufffd 无法识别 的 一行 xyz-42/abc' },
    anmin: { unknown: true },
  },
  /* 5: came late, by event time the oldest */ {
    '@timestamp': at('20T08:00:00.000'),
    message: 'cron job finished: 备份完成 100%',
    event: { original: 'cron job finished: 备份完成 100%' },
    host: { name: 'backup-01' },
    process: { name: 'cron', pid: 4242 },
  },
  /* 6 */ {
    '@timestamp': at('21T23:56:00.001'),
    message: 'ＡＤＭＩＮ　登录成功',
    event: { original: 'ＡＤＭＩＮ　登录成功', action: 'login', outcome: 'success' },
    user: { name: 'ＡＤＭＩＮ' },
    source: { ip: '::ffff:172.16.0.1' },
    labels: { office: '拱墅区民政局', floor: 3, note: 'Third Floor' },
  },
  /* 7 */ {
    '@timestamp': at('21T23:57:00.000'),
    message: 'GET /api/person/330106 HTTP/1.1',
    event: { original: '10.0.0.7 - - "GET /api/person/330106 HTTP/1.1" 200 5120' },
    source: { ip: '10.0.0.7' },
    url: { path: '/api/person/330106', original: '/api/person/330106' },
    http: { request: { method: 'GET' }, response: { status_code: 200, bytes: 5120 } },
  },
  /* 8 */ {
    '@timestamp': at('21T23:58:00.000'),
    message: 'GET /admin HTTP/1.1',
    event: { original: '203.0.113.8 - - "GET /admin HTTP/1.1" 403 99' },
    source: { ip: '203.0.113.8' },
    url: { path: '/admin', original: '/admin?a=1' },
    http: { request: { method: 'GET' }, response: { status_code: 403, bytes: 99 } },
  },
  /* 9 */ {
    '@timestamp': at('21T23:59:00.000'),
    message: '低保',
    event: { original: '低保' },
    tags: ['a', 'B'],
    nested: { deep: { list: [{ k: 'one' }, { k: 'two' }] } },
  },
  /* 10: from here on of the second day */ {
    '@timestamp': at('22T00:00:00.000'),
    message: '保障金低于标准',
    event: { original: '保障金低于标准', outcome: 'failure' },
    db: { rows: 0 },
    user: { name: 'zhang_san' },
  },
  /* 11 */ {
    '@timestamp': at('22T00:01:00.250'),
    message: 'sudo: zhang.wei : COMMAND=/bin/cat /etc/shadow',
    event: { original: 'sudo: zhang.wei : COMMAND=/bin/cat /etc/shadow', category: ['process'] },
    user: { name: 'zhang.wei' },
    process: { name: 'sudo', command_line: '/bin/cat /etc/shadow' },
    host: { name: 'db1' },
  },
  /* 12: the same second as 13 */ {
    '@timestamp': at('22T00:02:00.900'),
    message: '第一条 same second',
    event: { original: '第一条 same second' },
    db: { rows: 999 },
  },
  /* 13 */ {
    '@timestamp': at('22T00:02:00.100'),
    message: '第二条 same second',
    event: { original: '第二条 same second' },
    db: { rows: 1000 },
  },
  /* 14 */ {
    '@timestamp': at('22T00:04:00.000'),
    message: '删除 t_person 全部记录',
    event: { original: '删除 t_person 全部记录', outcome: 'success', action: 'delete' },
    db: { operation: 'DELETE', rows: 52000, tables: ['public.t_person'], class: 'WRITE', name: 'minzheng' },
    user: { name: 'root' },
    source: { ip: '2001:db8::5', port: 1024 },
  },
  /* 15 */ {
    '@timestamp': at('22T00:05:00.000'),
    message: '{"msg":"\\u67e5\\u8be2"}',
    event: { original: '{"msg":"\\u67e5\\u8be2"}', reason: '查询 *星号* "引号" a:b (括号)' },
    user: { name: 'o\'hara "x" (y) *' },
  },
  /* 16 */ {
    '@timestamp': at('22T00:06:00.000'),
    message: `long ${'k'.repeat(300)} 末尾𠮷野`,
    event: { original: `long ${'k'.repeat(300)} 末尾𠮷野` },
    file: { path: `/srv/${'p'.repeat(300)}` },
    db: { rows: 1.5 },
  },
];

/** Events in Chinese and English of two days of receipt, the place in the log being the place here. */
export const contractDocuments: readonly EventDocument[] = rows.map((fields, index) => {
  const receivedAt = contractStart + index * 60_000;
  const id = eventId(receivedAt, index);
  const anmin = { ...(fields.anmin as EcsFields | undefined), id };
  return { id, index, day: dayOf(receivedAt), fields: { ...fields, anmin } };
});
