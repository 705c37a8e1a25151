/** Why bytes were refused. Each code has a text in both languages; codes are never reused. */
const derTexts = {
  truncated: { zh: '数据不完整', en: 'data ends too early' },
  'trailing-data': { zh: '结构之后还有多余数据', en: 'data follows the structure' },
  'length-indefinite': { zh: '使用了不定长编码', en: 'indefinite length' },
  'length-not-minimal': { zh: '长度编码不是最短形式', en: 'length is not in its shortest form' },
  'tag-not-minimal': { zh: '标签编码不是最短形式', en: 'tag is not in its shortest form' },
  'tag-unexpected': { zh: '出现了意外的元素类型', en: 'unexpected element' },
  missing: { zh: '缺少必需的元素', en: 'a required element is missing' },
  'too-large': { zh: '数据超过允许的大小', en: 'larger than allowed' },
  'too-deep': { zh: '嵌套层数超过限制', en: 'nested too deeply' },
  'too-many': { zh: '元素个数超过限制', en: 'too many elements' },
  'boolean-not-canonical': { zh: '布尔值编码不规范', en: 'BOOLEAN is not canonical' },
  'integer-not-minimal': { zh: '整数编码不是最短形式', en: 'INTEGER is not in its shortest form' },
  'integer-range': { zh: '整数超出允许范围', en: 'INTEGER is out of range' },
  'null-not-empty': { zh: 'NULL 元素含有内容', en: 'NULL has content' },
  'oid-malformed': { zh: '对象标识符编码有误', en: 'OBJECT IDENTIFIER is malformed' },
  'bit-string-malformed': { zh: '比特串编码有误', en: 'BIT STRING is malformed' },
  'time-malformed': { zh: '时间编码有误', en: 'time is malformed' },
  'string-malformed': { zh: '字符串编码有误', en: 'string is malformed' },
  'constructed-string': { zh: '字符串使用了分段编码', en: 'string is in the constructed form' },
  'version-unknown': { zh: '不支持的版本号', en: 'unknown version' },
  'extensions-version': { zh: '该版本不允许带扩展', en: 'this version has no extensions' },
  'extension-duplicate': { zh: '扩展重复出现', en: 'an extension appears twice' },
  'extension-malformed': { zh: '扩展内容有误', en: 'an extension is malformed' },
  'name-malformed': { zh: '名称编码有误', en: 'a name is malformed' },
  'empty-sequence': { zh: '至少要有一个元素的列表为空', en: 'a list that needs an element is empty' },
  'pem-malformed': { zh: 'PEM 文本有误', en: 'PEM text is malformed' },
  'key-malformed': { zh: '公钥编码有误', en: 'the public key is malformed' },
} as const;

export type DerErrorCode = keyof typeof derTexts;

/** The only error that reading DER, and what is built on it, throws. `offset` counts bytes of the input. */
export class DerError extends Error {
  readonly code: DerErrorCode;
  readonly offset: number;
  readonly texts: { readonly zh: string; readonly en: string };

  constructor(code: DerErrorCode, offset: number, what?: string) {
    const { zh, en } = derTexts[code];
    const texts = what === undefined ? { zh, en } : { zh: `${zh}（${what}）`, en: `${en} (${what})` };
    super(`${code} at ${offset}: ${texts.en}`);
    this.name = 'DerError';
    this.code = code;
    this.offset = offset;
    this.texts = texts;
  }
}
