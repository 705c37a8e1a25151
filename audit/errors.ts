import { defineErrors } from '#platform/kernel/errors.ts';

/** Stable codes of the audit domain. A retired code is never used again. */
export const auditErrors = defineErrors('audit', {
  // Evidence
  'evidence-full': {
    status: 507,
    zh: '审计证据所在磁盘已满，新记录未被接收：{path}。请清理空间或扩容，恢复后会自动继续接收',
    en: 'The disk of the audit evidence is full, new records were not taken: {path}. Free or add space; taking resumes by itself',
  },
  'evidence-closed': {
    status: 503,
    zh: '审计证据日志正在关闭，记录未被接收，请稍后重发',
    en: 'The evidence log is closing; the records were not taken. Send them again later',
  },
  'evidence-broken': {
    status: 500,
    zh: '审计证据日志损坏：{file}，{reason}。请停止写入并运行 anmin audit verify 查明范围',
    en: 'The evidence log is damaged: {file}, {reason}. Stop writing and run anmin audit verify to see how far',
  },
  // Parsing

  // Stores and queries

  // Detection

  // Collecting
});
