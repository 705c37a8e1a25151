import { dayOf, type EcsFields, type EventDocument, eventId } from '../../audit/core/record.ts';

const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗'];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英'];
const offices = [
  '上城区民政局',
  '拱墅区民政局',
  '西湖区民政局',
  '滨江区民政局',
  '余杭区民政局',
  '临平区民政局',
];
const matters = [
  '低收入家庭认定',
  '临时救助申请',
  '高龄津贴发放',
  '残疾人两项补贴',
  '孤儿基本生活费',
  '婚姻登记查询',
  '社会组织年检',
  '殡葬服务预约',
  '养老机构备案',
  '流动人口核对',
  '特困人员供养',
  '慈善项目备案',
];
const tables = [
  'public.t_person',
  'public.t_family',
  'public.t_grant',
  'public.t_marriage',
  'public.t_org',
  'public.t_account',
  'public.t_notice',
  'public.t_check',
  'public.t_elder',
  'public.t_child',
];

/** Numbers that look random and are the same in every run. */
function sequence(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A stream of normalised events of a bureau: database audit, SSH, business system, web access. */
export function eventStream(begin: number, perSecond: number): (count: number) => EventDocument[] {
  let index = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      const time = begin + Math.floor((index / perSecond) * 1000);
      const fields = fieldsOf(index, time);
      const document = { id: eventId(time, index), index, day: dayOf(time), fields };
      index += 1;
      return document;
    });
}

function fieldsOf(index: number, time: number): EcsFields {
  const pick = sequence(index * 7919 + 17);
  const of = <T>(list: readonly T[]): T => list[pick(list.length)]!;
  const stamp = new Date(time).toISOString();
  const host = `app${pick(40)}`;
  const user = `user${pick(800)}`;
  const ip = `10.${pick(4)}.${pick(60)}.${1 + pick(250)}`;
  const port = 32_768 + pick(28_000);
  const anmin = (source: string, parser: string, group: string) => ({
    source,
    sequence: index,
    parser,
    class: group,
  });
  const kind = pick(10);
  if (kind < 5) {
    const table = of(tables);
    const name = `${of(surnames)}${of(given)}${of(given)}`;
    // One in a hundred is about 低保: the word that the figures look for.
    const matter = pick(100) === 0 ? '低保金发放' : of(matters);
    const write = pick(8) === 0;
    const statement = write
      ? `update ${table} set remark = '${matter}', updated_by = '${user}' where id = ${pick(9_000_000)}`
      : `select id, name, id_card, phone from ${table} where name = '${name}' and office = '${of(offices)}' /* ${matter} */`;
    const operation = write ? 'UPDATE' : 'SELECT';
    const group = write ? 'WRITE' : 'READ';
    const message = `AUDIT: SESSION,${1 + pick(900)},1,${group},${operation},,,"${statement}",<none>`;
    return {
      '@timestamp': stamp,
      message,
      event: {
        original: `${stamp.slice(0, 23).replace('T', ' ')} UTC,"${user}","minzheng",${1000 + pick(30_000)},"${ip}:${port}",${message}`,
        kind: 'event',
        category: ['database'],
        type: ['access'],
        action: operation.toLowerCase(),
        outcome: 'success',
        dataset: 'postgresql.audit',
        ingested: stamp,
      },
      db: {
        system: 'postgresql',
        name: 'minzheng',
        user,
        statement,
        operation,
        class: group,
        tables: [table],
        rows: pick(20) === 0 ? pick(50_000) : pick(20),
        fingerprint: `${operation}${tables.indexOf(table)}`,
      },
      user: { name: user },
      source: { ip, port },
      host: { name: 'db1' },
      process: { pid: 1000 + pick(30_000) },
      anmin: anmin('pg-main', 'pgaudit-csvlog', 'database'),
    };
  }
  const pid = 500 + pick(30_000);
  const clock = `Nov 22 ${stamp.slice(11, 19)}`;
  if (kind < 7) {
    const failed = pick(6) === 0;
    const message = `${failed ? 'Failed' : 'Accepted'} password for ${user} from ${ip} port ${port} ssh2`;
    return {
      '@timestamp': stamp,
      message,
      event: {
        original: `<86>${clock} ${host} sshd[${pid}]: ${message}`,
        kind: 'event',
        category: ['authentication'],
        type: ['start'],
        action: 'ssh_login',
        outcome: failed ? 'failure' : 'success',
        dataset: 'system.auth',
        ingested: stamp,
      },
      user: { name: user },
      source: { ip, port },
      host: { name: host },
      process: { name: 'sshd', pid },
      log: { syslog: { facility: { code: 10 }, severity: { code: 6 }, priority: 86 } },
      anmin: anmin('linux', 'sshd', 'operations'),
    };
  }
  if (kind < 9) {
    const message = `${of(offices)} ${of(surnames)}${of(given)} 办理${of(matters)}，受理号 MZ${pick(90_000_000)}，结果 ${of(['通过', '退回', '待补正'])}`;
    return {
      '@timestamp': stamp,
      message,
      event: {
        original: `<134>${clock} ${host} mzyw[${pid}]: ${message}`,
        kind: 'event',
        action: 'handle',
        outcome: 'success',
        dataset: 'business.log',
        ingested: stamp,
      },
      user: { name: user },
      source: { ip },
      host: { name: host },
      process: { name: 'mzyw', pid },
      log: { syslog: { facility: { code: 16 }, severity: { code: 6 }, priority: 134 } },
      anmin: anmin('business', 'syslog', 'business'),
    };
  }
  const status = of([200, 200, 200, 200, 302, 404, 500]);
  const path = `/api/person/${pick(900_000)}`;
  const bytes = pick(60_000);
  const original = `${ip} - ${user} [22/Nov/2026:${stamp.slice(11, 19)} +0000] "GET ${path} HTTP/1.1" ${status} ${bytes} "-" "Mozilla/5.0 (X11; Linux x86_64)"`;
  return {
    '@timestamp': stamp,
    message: original,
    event: {
      original,
      kind: 'event',
      category: ['web'],
      type: ['access'],
      outcome: status < 400 ? 'success' : 'failure',
      dataset: 'nginx.access',
      ingested: stamp,
    },
    url: { path, original: path },
    http: { request: { method: 'GET' }, response: { status_code: status, bytes } },
    user: { name: user },
    source: { ip },
    host: { name: 'web1' },
    user_agent: { original: 'Mozilla/5.0 (X11; Linux x86_64)' },
    anmin: anmin('nginx', 'nginx', 'network'),
  };
}
