/** The fields of the directory by the names that the API gives them. */
export const fieldLabels = {
  code: { zh: '机构代码', en: 'The organisation code' },
  parentCode: { zh: '上级机构代码', en: 'The code of the parent organisation' },
  level: { zh: '层级', en: 'The level' },
  organisationCode: { zh: '所属机构代码', en: 'The organisation code' },
  name: { zh: '名称', en: 'The name' },
  number: { zh: '编号', en: 'The number' },
  email: { zh: '电子邮箱', en: 'The e-mail address' },
  mobile: { zh: '手机号码', en: 'The mobile number' },
  title: { zh: '职务', en: 'The title' },
  dnsNames: { zh: '域名', en: 'DNS names' },
  ipAddresses: { zh: 'IP 地址', en: 'IP addresses' },
  state: { zh: '状态', en: 'The state' },
  reason: { zh: '原因', en: 'The reason' },
  fileName: { zh: '文件名', en: 'The file name' },
} as const;

export type FieldName = keyof typeof fieldLabels;

/** What an error about a field says of it. */
export function about(field: FieldName, details: Readonly<Record<string, string | number>> = {}) {
  const { zh: labelZh, en: labelEn } = fieldLabels[field];
  return { field, labelZh, labelEn, ...details };
}
