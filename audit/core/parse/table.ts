import { accessLog } from './formats/access-log.ts';
import { apacheError } from './formats/apache-error.ts';
import { auditd } from './formats/auditd.ts';
import { cef } from './formats/cef.ts';
import { databaseRows } from './formats/database-rows.ts';
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

/**
 * Every format in the order in which `auto` tries them. What one program writes comes first, then what a
 * line begins with, then what may stand further in: text that an attacker chose (the name of a user, an URL)
 * must not make a line look like that of another program.
 */
const inOrder: readonly Parser[] = [
  sshd,
  sudo,
  su,
  cron,
  systemd,
  accounts,
  ownEvent,
  postgresCsv,
  postgresJson,
  mysqlAudit,
  databaseRows,
  kubernetesAudit,
  suricata,
  windows,
  auditd,
  accessLog,
  nginxError,
  apacheError,
  mariadbAudit,
  postgresText,
  jumpserver,
  cef,
  leef,
  netfilter,
  pam,
  genericJson,
  keyValue,
  syslog,
];

/** Parsers by name, in the order of `auto`. */
export const parsers: ReadonlyMap<string, Parser> = new Map(inOrder.map((parser) => [parser.name, parser]));
