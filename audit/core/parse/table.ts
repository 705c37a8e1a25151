import { accessLog } from './formats/access-log.ts';
import { apacheError } from './formats/apache-error.ts';
import { auditd } from './formats/auditd.ts';
import { cef } from './formats/cef.ts';
import { genericJson } from './formats/generic-json.ts';
import { jumpserver } from './formats/jumpserver.ts';
import { keyValue } from './formats/key-value.ts';
import { kubernetesAudit } from './formats/kubernetes-audit.ts';
import { leef } from './formats/leef.ts';
import { mariadbAudit } from './formats/mariadb-audit.ts';
import { mysqlAudit } from './formats/mysql-audit.ts';
import { netfilter } from './formats/netfilter.ts';
import { nginxError } from './formats/nginx-error.ts';
import { ownEvent } from './formats/own-event.ts';
import { suricata } from './formats/suricata.ts';
import { syslog } from './formats/syslog.ts';
import { windows } from './formats/windows.ts';
import { accounts } from './linux/accounts.ts';
import { cron } from './linux/cron.ts';
import { pam } from './linux/pam.ts';
import { sshd } from './linux/sshd.ts';
import { su } from './linux/su.ts';
import { sudo } from './linux/sudo.ts';
import { systemd } from './linux/systemd.ts';
import { postgresCsv } from './postgres/csvlog.ts';
import { postgresJson } from './postgres/jsonlog.ts';
import { postgresText } from './postgres/stderr.ts';
import type { Parser } from './types.ts';

/** Every format, the most specific first: the order in which `auto` tries them. */
const inOrder: readonly Parser[] = [
  ownEvent,
  postgresCsv,
  postgresJson,
  postgresText,
  mariadbAudit,
  mysqlAudit,
  auditd,
  sshd,
  sudo,
  su,
  cron,
  systemd,
  accounts,
  pam,
  cef,
  leef,
  jumpserver,
  kubernetesAudit,
  suricata,
  windows,
  netfilter,
  accessLog,
  nginxError,
  apacheError,
  genericJson,
  keyValue,
  syslog,
];

/** Parsers by name, in the order of `auto`. */
export const parsers: ReadonlyMap<string, Parser> = new Map(inOrder.map((parser) => [parser.name, parser]));
