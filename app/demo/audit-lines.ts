/** A made-up line of a made-up source, at a time in ms since 1970 UTC. */
export type DemoLine = { readonly source: string; readonly at: number; readonly text: string };

export const demoSources = [
  { id: 'jiuzhu-db', title: '社会救助数据库（PostgreSQL）', class: 'database', parsers: ['postgresql'] },
  { id: 'hunyin-db', title: '婚姻登记数据库（MariaDB）', class: 'database', parsers: ['mariadb-audit'] },
  { id: 'linux', title: '业务服务器（SSH、sudo）', class: 'operations', parsers: ['auto'] },
  { id: 'portal', title: '服务大厅网站（nginx）', class: 'business', parsers: ['access-log'] },
  { id: 'firewall', title: '边界防火墙（CEF）', class: 'network', parsers: ['cef'] },
] as const;

const hour = 3_600_000;
const minute = 60_000;
const staff = ['zhaomin', 'qianfang', 'sunwei', 'liyan', 'zhoujie'];
/** Who looks after the servers. */
const operator = 'zhoujie';

/** Three days of a bureau's work up to `now`, with a few things that should be noticed. */
export function demoLines(now: number): readonly DemoLine[] {
  const lines: DemoLine[] = [];
  const say = (source: string, at: number, text: string) => lines.push({ source, at, text });
  for (let back = 72; back > 0; back--) {
    const from = now - back * hour;
    const busy = isWorkingHour(from) ? 8 : 1;
    for (let i = 0; i < busy; i++) {
      const at = from + Math.floor((i + 0.5) * (hour / busy));
      const who = staff[(back + i) % staff.length]!;
      const person = 1000 + ((back * 31 + i * 7) % 400);
      say(
        'jiuzhu-db',
        at,
        pgaudit(
          at,
          'dibao_app',
          '10.12.1.31',
          'READ,SELECT',
          'dibao_person',
          `SELECT name, amount FROM dibao_person WHERE id = ${person}`,
        ),
      );
      if (i % 3 === 0)
        say(
          'jiuzhu-db',
          at + minute,
          pgaudit(
            at + minute,
            'dibao_app',
            '10.12.1.31',
            'WRITE,UPDATE',
            'dibao_payment',
            `UPDATE dibao_payment SET state = '已发放' WHERE person_id = ${person}`,
          ),
        );
      say(
        'hunyin-db',
        at + 2 * minute,
        mariadb(
          at + 2 * minute,
          'hunyin_app',
          '10.12.1.40',
          `SELECT * FROM dengji WHERE id = ${person}`,
          40_000 + back * 10 + i,
        ),
      );
      say(
        'portal',
        at + 3 * minute,
        nginx(at + 3 * minute, `10.20.3.${10 + (i % 40)}`, `/jiuzhu/shenqing/${person}`, 200),
      );
      if (i === 0) {
        say(
          'linux',
          at + 4 * minute,
          syslog(
            at,
            'yw-bastion',
            'sshd[2214]',
            `Accepted publickey for ${who} from 10.12.9.${20 + (back % 5)} port 51022 ssh2`,
          ),
        );
        say(
          'linux',
          at + 5 * minute,
          syslog(at, 'yw-bastion', 'sudo', asRoot(operator, '/usr/bin/systemctl status postgresql')),
        );
        say(
          'firewall',
          at + 6 * minute,
          `CEF:0|Songxi|Gateway|2.1|1002|连接被拒绝|3|src=203.0.113.${back} dst=10.12.1.31 spt=40022 dpt=5432 proto=TCP act=deny`,
        );
      }
    }
  }
  return [...lines, ...incidents(now)].sort((a, b) => a.at - b.at);
}

/** What a security officer should find. */
function incidents(now: number): DemoLine[] {
  const lines: DemoLine[] = [];
  const guessed = now - 5 * hour;
  for (let i = 0; i < 40; i++)
    lines.push({
      source: 'linux',
      at: guessed + i * 2_000,
      text: syslog(
        guessed + i * 2_000,
        'yw-bastion',
        `sshd[${3100 + i}]`,
        `Failed password for root from 203.0.113.77 port ${42_000 + i} ssh2`,
      ),
    });
  const leafing = now - 3 * hour;
  for (let i = 0; i < 260; i++)
    lines.push({
      source: 'jiuzhu-db',
      at: leafing + i * 1_500,
      text: pgaudit(
        leafing + i * 1_500,
        'sunwei',
        '10.12.9.23',
        'READ,SELECT',
        'dibao_person',
        `SELECT * FROM dibao_person WHERE id = ${2000 + i}`,
      ),
    });
  const dump = now - 2 * hour;
  lines.push(
    {
      source: 'linux',
      at: dump - 10 * minute,
      text: syslog(
        dump - 10 * minute,
        'yw-bastion',
        'sudo',
        asRoot('sunwei', '/usr/bin/vi /etc/postgresql/pg_hba.conf'),
      ),
    },
    {
      source: 'jiuzhu-db',
      at: dump,
      text: pgaudit(
        dump,
        'sunwei',
        '10.12.9.23',
        'READ,COPY',
        'dibao_person',
        'COPY public.dibao_person (id, name, id_no, amount) TO stdout',
      ),
    },
    {
      source: 'jiuzhu-db',
      at: dump + minute,
      text: pgaudit(
        dump + minute,
        'sunwei',
        '10.12.9.23',
        'ROLE,GRANT',
        'dibao_person',
        'GRANT SELECT ON dibao_person TO public',
      ),
    },
    {
      source: 'hunyin-db',
      at: dump + 2 * minute,
      text: mariadb(
        dump + 2 * minute,
        'hunyin_app',
        '10.20.3.14',
        "SELECT * FROM dengji WHERE name = '' OR '1'='1' -- '",
        90_001,
      ),
    },
  );
  return lines;
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** A time as the clocks of the bureau show it (UTC+8). */
function local(at: number) {
  const time = new Date(at + 8 * hour);
  const date = `${time.getUTCFullYear()}-${pad(time.getUTCMonth() + 1)}-${pad(time.getUTCDate())}`;
  const clock = `${pad(time.getUTCHours())}:${pad(time.getUTCMinutes())}:${pad(time.getUTCSeconds())}`;
  return { time, date, clock };
}

function isWorkingHour(at: number): boolean {
  const { time } = local(at);
  return time.getUTCHours() >= 8 && time.getUTCHours() < 18;
}

function pgaudit(
  at: number,
  user: string,
  address: string,
  kind: string,
  table: string,
  sql: string,
): string {
  const { date, clock } = local(at);
  const quoted = sql.replaceAll('"', '""');
  return `${date} ${clock}.${pad(at % 1000, 3)} CST [4321] ${user}@shehuijiuzhu ${address} LOG:  AUDIT: SESSION,1,1,${kind},TABLE,public.${table},"${quoted}",<not logged>`;
}

function mariadb(at: number, user: string, address: string, sql: string, query: number): string {
  const { date, clock } = local(at);
  const quoted = sql.replaceAll("'", "\\'");
  return `${date.replaceAll('-', '')} ${clock},hunyin-db1,${user},${address},12,${query},QUERY,hunyin,'${quoted}',0`;
}

/** A command as root, in the words of sudo. */
const asRoot = (user: string, command: string) =>
  `  ${user} : TTY=pts/0 ; PWD=/home/${user} ; USER=root ; COMMAND=${command}`;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function syslog(at: number, host: string, program: string, message: string): string {
  const { time, clock } = local(at);
  const day = String(time.getUTCDate()).padStart(2, ' ');
  return `<38>${months[time.getUTCMonth()]} ${day} ${clock} ${host} ${program}: ${message}`;
}

function nginx(at: number, address: string, path: string, status: number): string {
  const { time, clock } = local(at);
  const stamp = `${pad(time.getUTCDate())}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}:${clock} +0800`;
  return `${address} - - [${stamp}] "GET ${path} HTTP/1.1" ${status} 2326 "-" "Mozilla/5.0"`;
}
