/** Formats that the server knows, in the order in which it tries them by itself. */
export const parserNames = [
  'auto',
  'sshd',
  'sudo',
  'su',
  'cron',
  'systemd',
  'accounts',
  'postgresql-csv',
  'postgresql-json',
  'postgresql',
  'mysql-audit',
  'mariadb-audit',
  'kubernetes-audit',
  'suricata',
  'windows',
  'auditd',
  'access-log',
  'nginx-error',
  'apache-error',
  'jumpserver',
  'cef',
  'leef',
  'netfilter',
  'pam',
  'json',
  'key-value',
  'syslog',
] as const;

/** Databases that keep their audit in tables. */
export const engines = ['opengauss', 'kingbase', 'kingbase-sso', 'dameng'] as const;
