// Over 400 lines on purpose: every error of the domain in one table.
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
  'evidence-locked': {
    status: 409,
    zh: '审计证据日志正由另一个进程（{process}）写入：{path}。同一份日志只能由一个进程打开',
    en: 'Another process ({process}) is writing the evidence log: {path}. One process at a time may open it',
  },
  'evidence-record': {
    status: 400,
    zh: '记录无法写入审计证据日志：{reason}',
    en: 'A record cannot go into the evidence log: {reason}',
  },
  'evidence-not-kept': {
    status: 404,
    zh: '第 {index} 条记录不在审计证据日志中：现存第 {firstKept} 条至第 {size} 条之前',
    en: 'Record {index} is not in the evidence log: it keeps {firstKept} up to, not including, {size}',
  },
  'retention-too-short': {
    status: 400,
    zh: '审计记录至少保存 {least} 天，不能设为 {days} 天',
    en: 'Audit records are kept for at least {least} days; {days} is too short',
  },
  'cosignature-refused': {
    status: 400,
    zh: '见证签名未被接受：{reason}',
    en: 'The cosignature was not accepted: {reason}',
  },
  'key-file': {
    status: 400,
    zh: '无法读取密钥 {file}：{reason}',
    en: 'Cannot read the key {file}: {reason}',
  },
  'witness-refused': {
    status: 409,
    zh: '见证拒绝签名：{reason}。请立即联系安全管理员查明日志是否被改动',
    en: 'The witness refuses to sign: {reason}. Find out at once whether the log was changed',
  },
  'log-away': {
    status: 502,
    zh: '无法读取审计证据日志 {address}：{reason}',
    en: 'Cannot read the evidence log {address}: {reason}',
  },
  // Parsing
  'parse-format-unknown': {
    status: 400,
    zh: '没有名为 {format} 的日志格式；可用的有 auto {known}',
    en: 'There is no format {format}; there are auto {known}',
  },
  'parse-zone-unknown': {
    status: 400,
    zh: '时区 {zone} 无法识别，请写 Asia/Shanghai、+08:00 或 Z',
    en: 'The time zone {zone} is not known; write Asia/Shanghai, +08:00 or Z',
  },

  // Stores and queries
  'query-too-long': {
    status: 400,
    zh: '查询语句过长：{length} 个字符，最多 {limit} 个',
    en: 'The query is too long: {length} characters, at most {limit}',
  },
  'query-too-many': {
    status: 400,
    zh: '查询条件过多（最多 {limit} 个），从第 {position} 个字符起请精简',
    en: 'Too many conditions (at most {limit}); shorten the query from character {position} on',
  },
  'query-too-deep': {
    status: 400,
    zh: '第 {position} 个字符处括号或 not 嵌套过深，最多 {limit} 层',
    en: 'Parentheses or "not" are nested too deeply at character {position}, at most {limit} levels',
  },
  'query-quote-open': {
    status: 400,
    zh: '第 {position} 个字符处的引号没有结束',
    en: 'The quotation mark at character {position} is not closed',
  },
  'query-bracket-open': {
    status: 400,
    zh: '第 {position} 个字符处的括号“{found}”没有结束',
    en: 'The bracket "{found}" at character {position} is not closed',
  },
  'query-unexpected': {
    status: 400,
    zh: '第 {position} 个字符处不应出现“{found}”；如要查找该文字，请加引号',
    en: 'Unexpected "{found}" at character {position}; put it in quotation marks to look for it',
  },
  'query-ends': {
    status: 400,
    zh: '查询语句在第 {position} 个字符处中断，后面还应有条件',
    en: 'The query breaks off at character {position}; a condition is missing',
  },
  'query-value-missing': {
    status: 400,
    zh: '第 {position} 个字符处缺少字段 {field} 的值',
    en: 'The value of {field} is missing at character {position}',
  },
  'query-field-name': {
    status: 400,
    zh: '第 {position} 个字符处的字段名“{field}”无效或过长',
    en: 'The field name "{field}" at character {position} is not valid or too long',
  },
  'query-number': {
    status: 400,
    zh: '第 {position} 个字符处：字段 {field} 的值应为数字，而不是“{found}”',
    en: 'Character {position}: {field} takes a number, not "{found}"',
  },
  'query-date': {
    status: 400,
    zh: '第 {position} 个字符处：字段 {field} 的值应为时间，如 2026-11-22 或 2026-11-22T08:30:00+08:00，而不是“{found}”',
    en: 'Character {position}: {field} takes a time such as 2026-11-22 or 2026-11-22T08:30:00+08:00, not "{found}"',
  },
  'query-address': {
    status: 400,
    zh: '第 {position} 个字符处：字段 {field} 的值应为 IP 地址或网段，如 10.0.0.0/8、fe80::/10，而不是“{found}”',
    en: 'Character {position}: {field} takes an address or network such as 10.0.0.0/8 or fe80::/10, not "{found}"',
  },
  'query-range-field': {
    status: 400,
    zh: '第 {position} 个字符处：字段 {field} 不是数字或时间，不能比较大小',
    en: 'Character {position}: {field} is no number and no time, so it has no order',
  },
  'query-wildcard-text': {
    status: 400,
    zh: '第 {position} 个字符处：在文本中查找时，* 只能放在一个词的末尾，如 person*',
    en: 'Character {position}: in text, * may only end a word, as in person*',
  },
  'search-timeout': {
    status: 503,
    zh: '查询超过 {seconds} 秒仍未完成，已停止；请缩短时间范围或增加条件',
    en: 'The query did not end within {seconds} seconds and was stopped; narrow the time range or add conditions',
  },
  'search-cursor': {
    status: 400,
    zh: '翻页位置无效，请重新查询',
    en: 'The place to go on from is not valid; search again',
  },
  'facet-field': {
    status: 400,
    zh: '字段 {field} 不能分组统计',
    en: 'Values of {field} cannot be counted',
  },
  'store-full': {
    status: 507,
    zh: '检索库所在磁盘已满：{path}。请清理空间或扩容，恢复后会自动继续写入，证据不受影响',
    en: 'The disk of the search store is full: {path}. Free or add space; writing resumes by itself, the evidence is not affected',
  },
  'store-broken': {
    status: 500,
    zh: '检索库文件损坏：{file}（{reason}）。证据不受影响，请重建该日的检索库',
    en: 'A file of the search store is damaged: {file} ({reason}). The evidence is not affected; build that day again',
  },
  'store-closed': {
    status: 503,
    zh: '检索库正在关闭，请稍后重试',
    en: 'The search store is closing; try again later',
  },
  'query-no-words': {
    status: 400,
    zh: '第 {position} 个字符处的“{found}”没有可查找的文字或数字',
    en: '"{found}" at character {position} has no letters or digits to look for',
  },
  'elasticsearch-away': {
    status: 503,
    zh: 'Elasticsearch 集群暂时无法应答：{reason}。审计证据不受影响，恢复后会自动继续写入',
    en: 'The Elasticsearch cluster does not answer: {reason}. The evidence is not affected; writing goes on by itself',
  },
  'elasticsearch-refuses': {
    status: 502,
    zh: 'Elasticsearch 集群拒绝了请求（{status}）：{reason}。请检查账号权限和集群设置',
    en: 'The Elasticsearch cluster refused ({status}): {reason}. See to the rights of its account and its settings',
  },
  'elasticsearch-untrusted': {
    status: 502,
    zh: '不信任 Elasticsearch 节点的证书，未发送任何数据：{reason}。请核对节点地址、证书有效期，以及 audit.elasticsearch.caFile 指定的 CA 证书是否为签发该节点证书的 CA',
    en: "The certificate of the Elasticsearch node is not trusted, nothing was sent: {reason}. Check the node's address, the certificate's dates, and that audit.elasticsearch.caFile names the authority that issued it",
  },
  'elasticsearch-client-certificate': {
    status: 502,
    zh: 'Elasticsearch 节点不接受本系统的客户端证书：{reason}。请检查 audit.elasticsearch.certFile 和 keyFile，以及证书是否过期、是否由节点信任的 CA 签发',
    en: 'The Elasticsearch node does not accept our client certificate: {reason}. Check audit.elasticsearch.certFile and keyFile, that the certificate is in date and from an authority that the node trusts',
  },
  'elasticsearch-closed': {
    status: 503,
    zh: 'Elasticsearch 节点中断了连接：{reason}。系统会自动重试；如果一直如此，可能是节点不接受本系统的客户端证书，请检查 audit.elasticsearch.certFile 和 keyFile',
    en: 'The Elasticsearch node closed the connection: {reason}. It is tried again; if it stays so, the node may not accept our client certificate: check audit.elasticsearch.certFile and keyFile',
  },
  'elasticsearch-credentials': {
    status: 502,
    zh: 'Elasticsearch 不接受所用的 API 密钥或口令（401）。请更换 ANMIN_AUDIT_ELASTICSEARCH_API_KEY，或核对用户名和口令，然后重启本系统',
    en: 'Elasticsearch does not accept our API key or password (401). Replace ANMIN_AUDIT_ELASTICSEARCH_API_KEY, or check user name and password, then restart this system',
  },
  'elasticsearch-answer': {
    status: 502,
    zh: 'Elasticsearch 的应答中缺少部分记录的结果，将重新发送',
    en: 'The answer of Elasticsearch lacks some documents; they are sent again',
  },
  'elasticsearch-foreign': {
    status: 409,
    zh: 'Elasticsearch 中已有 {name}，但不是本系统或本版本建立的（{why}），未作任何改动。请更换索引名前缀或重建检索库',
    en: '{name} is in Elasticsearch already but was not made by this system or version ({why}); nothing was changed. Choose another prefix or build the store again',
  },

  // Detection
  'rule-yaml': {
    status: 400,
    zh: '{file} 第 {line} 行：不是有效的 YAML（{reason}）',
    en: '{file} line {line}: not valid YAML ({reason})',
  },
  'rule-missing': {
    status: 400,
    zh: '{file} 第 {line} 行：缺少 {field} 或其内容为空',
    en: '{file} line {line}: {field} is missing or empty',
  },
  'rule-type': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 的类型或取值不对，应为 {expected}',
    en: '{file} line {line}: {field} has the wrong type or value, expected {expected}',
  },
  'rule-value': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 的值 {value} 在此处无法使用',
    en: '{file} line {line}: the value {value} of {field} cannot be used here',
  },
  'rule-kind': {
    status: 400,
    zh: '{file} 第 {line} 行：不支持带有 {field} 的文档，请改写为独立的规则',
    en: '{file} line {line}: documents with {field} are not supported; write rules that stand alone',
  },
  'rule-too-large': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 超过上限 {limit}',
    en: '{file} line {line}: {field} is over the limit of {limit}',
  },
  'rule-modifier-unknown': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 使用了未知的修饰符 {modifier}',
    en: '{file} line {line}: {field} uses the unknown modifier {modifier}',
  },
  'rule-modifier-conflict': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 的修饰符不能这样组合：{modifiers}',
    en: '{file} line {line}: the modifiers of {field} cannot be combined: {modifiers}',
  },
  'rule-all-single': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 只有一个值，不能使用修饰符 all',
    en: '{file} line {line}: {field} has one value only, the modifier all needs several',
  },
  'rule-regex': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 的正则表达式无法使用（{reason}）。为防止恶意输入拖慢系统，不支持环视和反向引用',
    en: '{file} line {line}: the regular expression of {field} cannot be used ({reason}). Look-around and back references are not supported, so that hostile input cannot slow the system',
  },
  'rule-placeholder': {
    status: 400,
    zh: '{file} 第 {line} 行：{field} 使用的占位符 %{name}% 没有定义',
    en: '{file} line {line}: {field} uses the placeholder %{name}%, which is not defined',
  },
  'rule-condition': {
    status: 400,
    zh: '{file} 第 {line} 行：条件“{condition}”在第 {position} 个字符处（{found}）无法理解',
    en: '{file} line {line}: the condition "{condition}" cannot be read at character {position} ({found})',
  },
  'rule-condition-name': {
    status: 400,
    zh: '{file} 第 {line} 行：条件引用的 {name} 在 detection 中不存在',
    en: '{file} line {line}: the condition names {name}, which is not in the detection',
  },
  'rule-correlation-type': {
    status: 400,
    zh: '{file} 第 {line} 行：不支持的关联类型 {type}',
    en: '{file} line {line}: the correlation type {type} is not supported',
  },
  'rule-reference': {
    status: 400,
    zh: '{file} 第 {line} 行：关联规则引用的 {reference} 不存在、不唯一或未能加载',
    en: '{file} line {line}: the correlation refers to {reference}, which does not exist, is not unique or was not loaded',
  },
  'rule-cycle': {
    status: 400,
    zh: '{file} 第 {line} 行：关联规则相互引用成环',
    en: '{file} line {line}: the correlations refer to each other in a circle',
  },
  'rule-duplicate': {
    status: 400,
    zh: '{file} 第 {line} 行：编号 {id} 与 {other} 重复',
    en: '{file} line {line}: the id {id} is already used by {other}',
  },
  'rule-file': {
    status: 400,
    zh: '无法读取规则 {file}：{reason}',
    en: 'Cannot read the rules {file}: {reason}',
  },
  'detect-event': {
    status: 400,
    zh: '第 {line} 行不是有效的事件（应为一行一个 JSON 对象），已跳过',
    en: 'Line {line} is not a valid event (one JSON object a line); skipped',
  },
  'detect-state': {
    status: 400,
    zh: '保存的检测状态无法恢复：{reason}',
    en: 'The saved state of detection cannot be restored: {reason}',
  },

  // Looking into the records
  'store-same': {
    status: 409,
    zh: '已经在使用 {store} 检索库，无需迁移',
    en: 'The store {store} is in use already',
  },
  'store-moving': {
    status: 409,
    zh: '正在迁移检索库，请等待完成',
    en: 'A move to another store is under way; wait until it is done',
  },
  'store-refused': {
    status: 422,
    zh: '检索库仍然拒收这条记录：{reason}',
    en: 'The store refuses this record still: {reason}',
  },
  'asker-gone': {
    status: 499,
    zh: '请求方已断开，查询已停止',
    en: 'Who asked has gone; the search was stopped',
  },
  'time-unreadable': {
    status: 400,
    zh: '{field} 的时间无法识别，请写成 2026-11-22T08:00:00+08:00 这样的时间（秒最大为 59）',
    en: 'The time of {field} cannot be read; write one such as 2026-11-22T08:00:00+08:00, seconds up to 59',
  },
  'range-empty': {
    status: 400,
    zh: '结束时间必须晚于开始时间',
    en: 'The range must end after it begins',
  },
  'event-unknown': {
    status: 404,
    zh: '没有这条审计记录，或尚未进入检索库，或已超过保存期限：{id}',
    en: 'There is no such record, or it is not searchable yet, or past its time: {id}',
  },
  'saved-searches-full': {
    status: 409,
    zh: '最多保存 {limit} 个检索，请先删除不用的',
    en: 'At most {limit} searches are kept; remove one first',
  },
  'saved-search-unknown': {
    status: 404,
    zh: '没有这个检索，或不是由您保存的',
    en: 'There is no such search of yours',
  },
  'saved-search-gone': {
    status: 404,
    zh: '第 {position} 个字符处引用的已保存检索已被删除或不再共享，请向保存人了解，或重新输入条件',
    en: 'The saved search that is named at character {position} was removed or is no longer shared; ask who kept it, or type the conditions',
  },
  'saved-search-nested': {
    status: 400,
    zh: '引用的已保存检索过多（含逐层引用，最多 {limit} 个），请直接输入条件',
    en: 'The query stands on too many saved searches (at most {limit}, those within them counted); type the conditions',
  },

  // Keeping
  'check-running': {
    status: 409,
    zh: '正在核查证据，请等待完成',
    en: 'The evidence is being checked already; wait until that is done',
  },
  'log-file-unknown': {
    status: 404,
    zh: '证据日志中没有这个文件：{path}',
    en: 'The evidence log has no such file: {path}',
  },
  'export-too-large': {
    status: 422,
    zh: '符合条件的记录超过 {limit} 条，请缩小时间范围或条件后分次导出',
    en: 'More than {limit} records fit; narrow the time or the query and export in parts',
  },
  'witness-key': {
    status: 400,
    zh: '不是见证公钥，请粘贴 anmin audit witness --new-key 显示的整行内容',
    en: 'This is no key of a witness; paste the whole line that anmin audit witness --new-key prints',
  },
  'witness-known': {
    status: 409,
    zh: '该见证公钥已登记过，移除后不能再次登记，请生成新的密钥',
    en: 'This key is or was a witness here; make a new one',
  },
  'witness-unknown': { status: 404, zh: '没有这个见证', en: 'There is no such witness' },
  'hold-unknown': {
    status: 404,
    zh: '没有这项法律保全，或已解除',
    en: 'There is no such legal hold, or it was lifted',
  },
  'hold-not-asked': {
    status: 409,
    zh: '须先由审计管理员申请解除',
    en: 'The audit administrator must ask for the lifting first',
  },
  'hold-same-person': {
    status: 403,
    zh: '解除法律保全须由两人完成，申请人不能自己同意',
    en: 'Two persons lift a legal hold: who asked cannot consent as well',
  },
  'export-unknown': { status: 404, zh: '没有这个导出任务', en: 'There is no such export' },
  'export-not-done': {
    status: 409,
    zh: '导出尚未完成，或已失败、取消',
    en: 'The export is not finished, or it failed or was cancelled',
  },
  'export-too-many': {
    status: 429,
    zh: '同时进行的导出任务已达 {limit} 个，请等待其中一个完成',
    en: '{limit} exports are under way; wait until one is finished',
  },

  // Reports
  'report-unknown': { status: 404, zh: '没有这份报告', en: 'There is no such report' },
  'report-not-done': {
    status: 409,
    zh: '报告尚未生成，或生成失败',
    en: 'The report is not made yet, or making it failed',
  },
  'report-waiting': {
    status: 409,
    zh: '{month} 的报告正在生成，请等待完成',
    en: 'The report of {month} is being made; wait until it is done',
  },
  'report-month': {
    status: 400,
    zh: '只能生成本月及以前的报告',
    en: 'A report is made of this month or an earlier one',
  },

  'rule-unknown': { status: 404, zh: '没有这条检测规则：{id}', en: 'There is no such rule: {id}' },
  'rule-protected': {
    status: 403,
    zh: '这条规则保护审计本身，不能停用，也不能设置例外',
    en: 'This rule protects the audit itself: it is neither switched off nor excepted',
  },

  // Alerts and cases
  'alert-unknown': { status: 404, zh: '没有这条告警', en: 'There is no such alert' },
  'alert-closed': {
    status: 409,
    zh: '该告警已由 {by} 处理完毕，不能再次处理',
    en: '{by} has closed this alert already',
  },
  'alert-own': {
    status: 403,
    zh: '该告警涉及您本人，须由其他人员处理',
    en: 'This alert is about yourself; somebody else decides it',
  },
  'case-unknown': { status: 404, zh: '没有这个案件', en: 'There is no such case' },
  'case-assignee': {
    status: 400,
    zh: '只能移交给有办案权限的在用账户',
    en: 'A case can be handed only to an active account that may work on cases',
  },
  'case-closed': {
    status: 409,
    zh: '该案件已结案，如需补充请先重新打开',
    en: 'This case is closed; open it again before you add to it',
  },
  'case-open': { status: 409, zh: '该案件尚未结案', en: 'This case is not closed' },
  'exception-scope': {
    status: 400,
    zh: '例外必须限定规则或查询条件，不能对全部告警生效',
    en: 'An exception names a rule or a query: it cannot hold back every alert',
  },
  'exception-saved': {
    status: 400,
    zh: '例外的查询条件不能引用已保存的检索（检索可能被删除），请直接输入条件',
    en: 'The query of an exception cannot name a saved search, which may be removed; type the conditions',
  },
  'exception-masked': {
    status: 400,
    zh: '条件中的“{found}”是遮盖后的内容，不会与任何记录相符。请去掉它，改用来源地址、主机等条件，或由系统按告警代入原值（不显示）',
    en: '"{found}" is how personal data are shown masked: no record says that. Leave it out and name the address or the host, or let the system take the value from the alert, without showing it',
  },
  'exception-side': {
    status: 409,
    zh: '这条告警中没有可用的{sideZh}，请改用其他条件',
    en: 'The alert names no usable {side}; use another condition',
  },
  'exception-expiry': {
    status: 400,
    zh: '例外的截止时间必须在今后 {days} 天之内',
    en: 'An exception ends within the next {days} days',
  },
  'exception-unknown': { status: 404, zh: '没有这条生效中的例外', en: 'There is no such exception in force' },

  // Collecting
  'source-unknown': {
    status: 404,
    zh: '没有这个日志来源：{source}',
    en: 'There is no such source: {source}',
  },
  'source-taken': {
    status: 409,
    zh: '来源标识 {source} 已被使用，请换一个',
    en: 'The source id {source} is taken; choose another',
  },
  'source-limit': {
    status: 409,
    zh: '日志来源已达上限 {max} 个，请先停用并合并不再使用的来源',
    en: 'There are {max} sources already, which is the limit',
  },
  'source-field': {
    status: 400,
    zh: '{field} 有误：{reasonZh}',
    en: '{field} is wrong: {reasonEn}',
  },
  'sender-taken': {
    status: 409,
    zh: '该发送方已属于来源 {source}，同一发送方不能同时对应两个来源',
    en: 'This sender feeds the source {source} already; it cannot feed two',
  },
  'sender-unknown': {
    status: 404,
    zh: '该来源没有这个发送方',
    en: 'The source has no such sender',
  },
  'sender-refused': {
    status: 401,
    zh: '发送方未登记，或没有向该来源发送的权限。请使用该来源的令牌或已登记的客户端证书',
    en: 'The sender is not known or may not feed this source. Use a token of the source or an assigned client certificate',
  },
  'collect-busy': {
    status: 429,
    zh: '该来源待写入的记录过多，请在 {seconds} 秒后重发同一批',
    en: 'Too much of this source is waiting; send the same batch again in {seconds} seconds',
  },
  'collect-stopping': {
    status: 503,
    zh: '采集正在停止，记录未被接收，请稍后重发',
    en: 'Collecting is being stopped; the records were not taken. Send them again later',
  },
  'bulk-encoding': {
    status: 400,
    zh: '提交的内容无法解压，请使用 gzip 或不压缩',
    en: 'The body cannot be unpacked; use gzip or none',
  },
  'bulk-too-large': {
    status: 413,
    zh: '一次提交超过上限 {maxBytes} 字节（解压后），请分批发送',
    en: 'The body is longer than {maxBytes} bytes unpacked; send smaller batches',
  },
  'bulk-too-many': {
    status: 413,
    zh: '一次提交超过上限 {maxRecords} 条记录，本次未接收任何记录。请在发送端调小每批条数后重发',
    en: 'The body has more than {maxRecords} records; none was taken. Set a smaller batch at the sender and send them again',
  },
  'bulk-position': {
    status: 400,
    zh: '请求头 {field} 有误：流名称为 1–200 个字母、数字或 . _ : / -，位置为非负整数',
    en: 'The header {field} is wrong: a stream is 1–200 letters, digits or . _ : / -, a position a whole number from 0',
  },
  'pull-engine-unavailable': {
    status: 400,
    zh: '暂不能从 {engine} 提取：{reasonZh}',
    en: 'Cannot pull from {engine}: {reasonEn}',
  },
  'pull-failed': {
    status: 502,
    zh: '从 {host}:{port} 提取审计记录失败：{reason}',
    en: 'Pulling from {host}:{port} failed: {reason}',
  },
  'pull-files': {
    status: 500,
    zh: '提取配置文件 {file} 有误：{reason}',
    en: 'The pull file {file} is wrong: {reason}',
  },
  'listen-failed': {
    status: 500,
    zh: '无法在 {host}:{port} 上接收 {what}：{reason}。请检查 {field} 是否被占用或无权限',
    en: 'Cannot take {what} on {host}:{port}: {reason}. See whether {field} is in use or needs rights',
  },
  'dead-letter-unknown': {
    status: 404,
    zh: '没有这条未能接收的记录',
    en: 'There is no such refused record',
  },
  'dead-letter-closed': {
    status: 409,
    zh: '这条记录已经重新处理或清除',
    en: 'This record was processed again or discarded already',
  },
  'dead-letter-incomplete': {
    status: 409,
    zh: '只保留了该记录 {bytes} 字节中的一部分，不能重新处理；请让来源重新发送',
    en: 'Only a part of the {bytes} bytes was kept, so it cannot be processed again; let the source send it again',
  },

  // Agent
  'agent-usage': {
    status: 400,
    zh: '命令用法有误：{reason}',
    en: 'Bad usage: {reason}',
  },
  'agent-config': {
    status: 400,
    zh: '代理配置 {file} 有误：{field} {reason}',
    en: 'The agent’s configuration {file} is wrong: {field} {reason}',
  },
  'agent-running': {
    status: 409,
    zh: '另一个代理进程（{process}）正在使用目录 {path}',
    en: 'Another agent process ({process}) is using {path}',
  },
  'agent-spool': {
    status: 500,
    zh: '代理的本地缓存 {path} 无法读写：{reason}。尚未送达的记录仍在其中，请勿删除',
    en: 'The agent’s spool {path} cannot be read or written: {reason}. What was not sent yet is in it: do not delete it',
  },
  'agent-disk-full': {
    status: 507,
    zh: '代理目录 {path} 所在磁盘已满。已采集的记录仍在本地缓存中；请清理空间，代理会自动继续',
    en: 'The disk of the agent’s directory {path} is full. What was collected is still in its spool; free space, and the agent goes on by itself',
  },
  'agent-not-enrolled': {
    status: 400,
    zh: '目录 {path} 中没有代理证书，请先运行 anmin agent enrol',
    en: 'There is no certificate of an agent in {path}: run anmin agent enrol first',
  },
  'agent-enrolled-already': {
    status: 409,
    zh: '目录 {path} 中的代理已登记到 {server}。如需重新登记，请换一个目录',
    en: 'The agent in {path} is enrolled at {server} already. Use another directory to enrol again',
  },
  'agent-authority': {
    status: 400,
    zh: '对方的根证书指纹为 {found}，与给定的 {expected} 不符，已停止。请核对服务器地址和指纹',
    en: 'The root certificate there has the fingerprint {found}, not {expected}: stopped. Check address and fingerprint',
  },
  'agent-refused': {
    status: 400,
    zh: '服务器 {server} 拒绝了请求（{status} {code}）：{message}',
    en: 'The server {server} refused ({status} {code}): {message}',
  },
  'agent-unreachable': {
    status: 503,
    zh: '无法连接服务器 {server}：{reason}',
    en: 'Cannot reach the server {server}: {reason}',
  },
  'enrolment-refused': {
    status: 401,
    zh: '登记令牌无效、已使用或已过期，请向安全管理员索取新的令牌',
    en: 'The enrolment token is unknown, used or expired; ask the security administrator for a new one',
  },
  'enrolment-limit': {
    status: 409,
    zh: '来源 {source} 未使用的登记令牌已达 {max} 个，请等待其过期',
    en: 'The source {source} has {max} unused enrolment tokens; wait until they expire',
  },
  'renewal-refused': {
    status: 401,
    zh: '该证书不属于已登记的代理，或已被替换、吊销或过期，请重新登记',
    en: 'The certificate belongs to no enrolled agent, or was replaced, revoked or expired; enrol again',
  },
});
