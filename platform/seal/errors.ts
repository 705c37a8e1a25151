import { defineErrors } from '../kernel/errors.ts';

export const sealErrors = defineErrors('seal', {
  'wrong-key': {
    status: 500,
    zh: '主密钥（{where}，编号 {found}）不是加密本数据库的那一把（编号 {expected}）；请放回原来的主密钥，不要删除数据',
    en: 'The master key ({where}, id {found}) is not the one that sealed this database (id {expected}); put the original key back and delete nothing',
  },
  'missing-key': {
    status: 500,
    zh: '数据库已由主密钥 {expected} 加密，但在 {where} 没有找到主密钥；请从保管处恢复该文件',
    en: 'The database is sealed by master key {expected}, but there is no key at {where}; restore it from safekeeping',
  },
  'bad-key': {
    status: 500,
    zh: '主密钥（{where}）格式不对：应为 32 字节的 Base64 编码',
    en: 'The master key ({where}) is malformed: expected 32 bytes in Base64',
  },
  'open-to-others': {
    status: 500,
    zh: '主密钥文件 {where} 可被其他用户读取（权限 {mode}）；请执行 chmod 600，并确认没有被他人复制',
    en: 'Other users can read the master key file {where} (mode {mode}); run chmod 600 and make sure nobody copied it',
  },
  unreadable: {
    status: 500,
    zh: '无法读取或创建主密钥文件 {where}（{reason}）',
    en: 'Cannot read or create the master key file {where} ({reason})',
  },
  'not-opened': {
    status: 500,
    zh: '密封数据无法打开：内容被改动、用途不符，或由另一把主密钥密封',
    en: 'Sealed data does not open: it was altered, belongs elsewhere, or was sealed by another master key',
  },
});
