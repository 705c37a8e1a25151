/** Chinese names that the query bar takes for a field. */
const chineseNames = {
  '@timestamp': '时间',
  message: '内容',
  'event.original': '原文',
  'event.action': '动作',
  'event.outcome': '结果',
  'event.category': '类别',
  'event.dataset': '数据集',
  'user.name': '用户',
  'source.ip': '来源地址',
  'destination.ip': '目的地址',
  'host.name': '主机',
  'process.name': '进程',
  'log.level': '级别',
  'db.name': '数据库',
  'db.user': '数据库用户',
  'db.statement': '语句',
  'db.operation': '操作',
  'db.tables': '表',
  'db.rows': '行数',
  'anmin.source': '来源',
  'anmin.class': '审计类型',
  'session.id': '会话',
} as const;

export type BarField = keyof typeof chineseNames;

/** Fields that the help of the query bar lists. */
export const barFields = Object.keys(chineseNames) as readonly BarField[];

/** The name of a field in the query bar. */
export function nameInBar(path: string, chinese: boolean): string {
  return chinese && Object.hasOwn(chineseNames, path) ? chineseNames[path as BarField] : path;
}
