// Over 400 lines in time, on purpose: every error of the domain in one table.
import { defineErrors } from '#platform/kernel/errors.ts';

/** Every error of the domain. Codes are `pki.<key>`; a retired key is never used again. */
export const pkiErrors = defineErrors('pki', {
  // Fields of the directory 目录字段. {labelZh} and {labelEn} name the field.

  'field-missing': { status: 400, zh: '{labelZh}不能为空', en: '{labelEn} must not be empty' },
  'field-too-long': {
    status: 400,
    zh: '{labelZh}过长，最多 {max} 个字符',
    en: '{labelEn} is too long; {max} characters at most',
  },
  'field-control-character': {
    status: 400,
    zh: '{labelZh}含有控制字符（{character}），请删除后重试',
    en: '{labelEn} contains a control character ({character}); remove it',
  },
  'field-hidden-character': {
    status: 400,
    zh: '{labelZh}含有看不见的字符或改变文字方向的字符（{character}），可能用于伪装，请删除后重试',
    en: '{labelEn} contains an invisible or direction-changing character ({character}), which can disguise text; remove it',
  },
  'field-mixed-scripts': {
    status: 400,
    zh: '{labelZh}混用了形近的拉丁、西里尔或希腊字母（“{letter}”，{character}），可能用于冒充，请改用同一种字母',
    en: '{labelEn} mixes Latin, Cyrillic or Greek letters that look alike (“{letter}”, {character}), which can pose as another name; use letters of one script',
  },
  'field-private-character': {
    status: 400,
    zh: '{labelZh}含有自造字（{character}），其他系统无法显示，请改用标准汉字',
    en: '{labelEn} contains a private-use character ({character}) that other systems cannot show; use a standard one',
  },
  'field-formula': {
    status: 400,
    zh: '{labelZh}不能以 = + - @ 开头，否则表格软件会把它当作公式执行',
    en: '{labelEn} must not begin with = + - or @: spreadsheet programs would run it as a formula',
  },
  'field-malformed': {
    status: 400,
    zh: '{labelZh}的写法不正确：{value}',
    en: '{labelEn} is not well formed: {value}',
  },
  'field-not-for-kind': {
    status: 400,
    zh: '这一类对象不填写{labelZh}',
    en: 'This kind of holder has no {labelEn}',
  },
  'field-too-many': {
    status: 400,
    zh: '{labelZh}最多 {max} 个',
    en: 'At most {max} of {labelEn}',
  },
  'credit-code': {
    status: 400,
    zh: '{labelZh} {value} 不是有效的统一社会信用代码（校验位不符），请对照证照核对',
    en: '{labelEn} {value} is no valid unified social credit code: its check character does not fit; compare it with the original',
  },
  'dns-wildcard': {
    status: 400,
    zh: '域名 {value} 含有通配符 *；目录中只登记具体的域名',
    en: 'The DNS name {value} has a wildcard; the directory takes only full names',
  },

  // Directory 目录

  'organisation-not-found': { status: 404, zh: '没有找到该机构', en: 'There is no such organisation' },
  'organisation-code-unknown': {
    status: 400,
    zh: '没有代码为 {code} 的机构，请先导入机构',
    en: 'There is no organisation with the code {code}; import organisations first',
  },
  'organisation-code-taken': {
    status: 409,
    zh: '机构代码 {code} 已被使用',
    en: 'The organisation code {code} is taken',
  },
  'organisation-level': {
    status: 400,
    zh: '下级机构的层级必须低于上级机构（部、省、市、县、乡镇街道、村居）',
    en: 'An organisation must be of a lower level than its parent (ministry, province, city, county, township, village)',
  },
  'organisation-level-fixed': {
    status: 409,
    zh: '机构 {code} 已存在且层级不同；层级不能修改，请核对代码',
    en: 'The organisation {code} exists with another level, which cannot be changed; check the code',
  },
  'organisation-not-empty': {
    status: 409,
    zh: '该机构下还有 {children} 个下级机构、{holders} 个人员或设备，不能删除',
    en: 'The organisation still has {children} organisations and {holders} holders below it and cannot be deleted',
  },
  'holder-not-found': { status: 404, zh: '没有找到该人员或设备', en: 'There is no such holder' },
  'holder-number-taken': {
    status: 409,
    zh: '编号 {number} 已被使用',
    en: 'The number {number} is taken',
  },
  'holder-left': {
    status: 409,
    zh: '{name} 已离职或停用，不能为其签发证书',
    en: '{name} has left or is out of use; no certificate can be issued',
  },

  // Import 导入

  'import-file-unreadable': {
    status: 400,
    zh: '无法读取文件 {file}（{reason}）',
    en: 'Cannot read the file {file} ({reason})',
  },
  'import-not-found': { status: 404, zh: '没有找到该导入记录', en: 'There is no such import' },
  'import-not-base64': {
    status: 400,
    zh: '文件内容不是有效的 Base64',
    en: 'The content of the file is not valid base64',
  },
  'import-too-large': {
    status: 413,
    zh: '文件超过 {max} MiB，请拆分后分批导入',
    en: 'The file is larger than {max} MiB; split it',
  },
  'import-too-many-lines': {
    status: 413,
    zh: '文件超过 {max} 行，请拆分后分批导入',
    en: 'The file has more than {max} lines; split it',
  },
  'import-empty': {
    status: 400,
    zh: '文件是空的，至少要有标题行',
    en: 'The file is empty; it needs a header line at least',
  },
  'import-not-text': {
    status: 400,
    zh: '这不是 CSV 文本文件（像是 {format}），请在表格软件中另存为 CSV',
    en: 'This is not a CSV text file (it looks like {format}); save it as CSV',
  },
  'import-header-unreadable': {
    status: 400,
    zh: '标题行无法读取，请检查引号和编码（UTF-8 或 GB18030）',
    en: 'The header line cannot be read; check its quotes and the encoding (UTF-8 or GB18030)',
  },
  'import-column-unknown': {
    status: 400,
    zh: '不认识的列：{columns}。可用的列：{known}',
    en: 'Unknown columns: {columns}. Known columns: {known}',
  },
  'import-column-twice': {
    status: 400,
    zh: '列“{column}”出现了两次',
    en: 'The column {column} appears twice',
  },
  'import-column-missing': {
    status: 400,
    zh: '缺少必需的列：{columns}',
    en: 'Required columns are missing: {columns}',
  },
  'line-encoding': {
    status: 400,
    zh: '本行有不属于 {encoding} 编码的字节',
    en: 'The line has bytes that are not {encoding}',
  },
  'line-quotes': {
    status: 400,
    zh: '引号不配对，或单元格内有换行',
    en: 'Quotes do not match, or a cell contains a line break',
  },
  'line-columns': {
    status: 400,
    zh: '应有 {expected} 列，实有 {actual} 列',
    en: 'Expected {expected} columns and found {actual}',
  },
  'line-too-long': {
    status: 400,
    zh: '本行超过 {max} 字节',
    en: 'The line is longer than {max} bytes',
  },
  'line-twice': {
    status: 400,
    zh: '与第 {first} 行的编号或代码重复',
    en: 'Has the same number or code as line {first}',
  },

  // Requests 申请

  'request-not-found': { status: 404, zh: '没有找到该申请', en: 'There is no such request' },
  'request-field': {
    status: 400,
    zh: '“{kind}”类申请不能带有字段 {field}',
    en: 'A request of kind {kind} cannot have the field {field}',
  },
  'request-field-missing': {
    status: 400,
    zh: '“{kind}”类申请必须带有字段 {field}',
    en: 'A request of kind {kind} needs the field {field}',
  },
  'request-profile-unknown': {
    status: 400,
    zh: '没有名为 {profile} 的证书模板',
    en: 'There is no certificate profile {profile}',
  },
  'request-profile-not-requestable': {
    status: 400,
    zh: '证书模板 {profile} 不能通过申请签发',
    en: 'Certificates of the profile {profile} cannot be requested',
  },
  'request-profile-holder': {
    status: 400,
    zh: '证书模板 {profile} 不能用于这一类对象',
    en: 'The profile {profile} is not for this kind of holder',
  },
  'request-delivery': {
    status: 400,
    zh: '证书模板 {profile} 不支持这种密钥方式（{delivery}）',
    en: 'The profile {profile} does not allow this delivery ({delivery})',
  },
  'request-csr-encoding': {
    status: 400,
    zh: '证书请求（CSR）不是 PEM 或 Base64 编码的 DER',
    en: 'The certificate request (CSR) is neither PEM nor base64 DER',
  },
  'request-duplicate': {
    status: 409,
    zh: '已有相同的申请正在处理：{number}',
    en: 'The same request is already under way: {number}',
  },
  'request-certificate-unknown': {
    status: 404,
    zh: '没有找到该证书，或该证书不属于目录中的人员或设备',
    en: 'There is no such certificate, or it belongs to nobody in the directory',
  },
  'request-certificate-state': {
    status: 409,
    zh: '证书当前状态为“{stateZh}”，不能{kindZh}',
    en: 'The certificate is {stateEn}; it cannot be {kindEn}',
  },
  'request-not-pending': {
    status: 409,
    zh: '申请 {number} 已不在审批中（{state}）',
    en: 'The request {number} is not waiting for a decision (it is {state})',
  },
  'request-expired': {
    status: 409,
    zh: '申请 {number} 已过期，请重新提交',
    en: 'The request {number} has expired; make a new one',
  },
  'request-step-taken': {
    status: 409,
    zh: '申请 {number} 的这一步刚刚已由他人处理，请刷新后查看',
    en: 'Somebody else has just decided this step of request {number}; reload it',
  },
  'request-changed': {
    status: 409,
    zh: '审批后目录信息发生变化，签发内容与审批内容不一致，已停止签发；请重新申请',
    en: 'The directory changed after the decisions: what would be issued is not what was decided on; make a new request',
  },
  'request-interrupted': {
    status: 500,
    zh: '执行时发生内部错误，系统将自动重试',
    en: 'An internal error interrupted the work; it will be tried again',
  },
  'withdraw-not-requester': {
    status: 403,
    zh: '只有申请人本人可以撤回申请',
    en: 'Only the requester may withdraw a request',
  },

  // Decisions 审批

  'decision-needs-person': {
    status: 403,
    zh: '审批必须由登录的人员作出',
    en: 'Decisions are made by signed-in persons',
  },
  'decision-needs-holder': {
    status: 403,
    zh: '您的账户没有对应的人员，不能审批；请联系系统管理员为账户绑定对应人员',
    en: 'Your account belongs to no person of the directory, so it cannot decide; ask a system administrator to bind it',
  },
  'decision-by-requester': {
    status: 403,
    zh: '申请人不能审批自己提交的申请',
    en: 'The requester cannot decide on the own request',
  },
  'decision-by-holder': {
    status: 403,
    zh: '不能审批关于本人证书的申请',
    en: 'Nobody decides on a request for the own certificate',
  },
  'decision-twice': {
    status: 403,
    zh: '您已处理过此申请的前一步，各步骤必须由不同的人员处理',
    en: 'You decided an earlier step of this request; each step needs another person',
  },
  'decision-reason-missing': {
    status: 400,
    zh: '退回申请必须填写原因',
    en: 'A rejection needs a reason',
  },
  'decision-signature-missing': {
    status: 400,
    zh: '您以证书登录，审批须用该证书的密钥签名（payload 与 signature）',
    en: 'You signed in by certificate: the decision needs payload and signature made with its key',
  },
  'decision-signature-not-expected': {
    status: 400,
    zh: '您以口令登录，审批由服务器密钥签名，不能附带签名',
    en: 'You signed in by password: the server signs, and no signature may be sent',
  },
  'decision-payload-malformed': {
    status: 400,
    zh: '待签名内容无法读取，请重新获取',
    en: 'The signed payload cannot be read; fetch it again',
  },
  'decision-payload-stale': {
    status: 409,
    zh: '待签名内容已超过 {minutes} 分钟，请重新获取并签名',
    en: 'The signed payload is older than {minutes} minutes; fetch and sign it again',
  },
  'decision-payload-mismatch': {
    status: 409,
    zh: '签名的内容与当前申请、步骤或决定不一致，请刷新后重新签名',
    en: 'What was signed is not this request, step or decision; reload and sign again',
  },
  'decision-certificate-unknown': {
    status: 403,
    zh: '登录所用的证书不是本系统签发的，不能用于审批签名',
    en: 'The certificate of this session was not issued here and cannot sign decisions',
  },
  'decision-certificate-not-valid': {
    status: 403,
    zh: '登录所用的证书已吊销、暂停或过期，不能用于审批签名',
    en: 'The certificate of this session is revoked, on hold or expired and cannot sign decisions',
  },
  'decision-signature-invalid': {
    status: 400,
    zh: '签名无效：不是由登录所用证书的密钥对该内容作出的',
    en: 'The signature is not valid: it was not made over this payload by the key of the session’s certificate',
  },

  // Authority 签发 (rows of issuing, revocation and validation go below)

  'order-refused': {
    status: 422,
    zh: '不能签发：{zh}',
    en: 'Cannot be issued: {en}',
  },
  'lint-failed': {
    status: 422,
    zh: '签发前检查未通过，没有签名：{zh}',
    en: 'The check before signing failed, nothing was signed: {en}',
  },
  'signature-faulty': {
    status: 500,
    zh: '签名自检未通过，证书已作废，请联系管理员检查密钥设备',
    en: 'The signature failed its own check and was thrown away; have the key device checked',
  },
  // Of this side's making, so whoever asked may ask again: a 4xx would end an approved request.
  'reservation-lost': {
    status: 503,
    zh: '序列号预留已失效，没有签发证书，请重试',
    en: 'The reserved serial number was given up meanwhile; nothing was issued, try again',
  },
  'authority-exists': {
    status: 409,
    zh: '签发机构已经存在：{kind}',
    en: 'There is such an authority already: {kind}',
  },
  'profile-missing': {
    status: 422,
    zh: '没有此证书模板：{profile}',
    en: 'There is no such profile: {profile}',
  },
  'already-issued': {
    status: 409,
    zh: '该申请的证书已经签发',
    en: 'The certificate of this request has been issued already',
  },
  'not-renewable': {
    status: 409,
    zh: '原证书不存在、已暂停或已吊销，或不属于该持有者，不能续期',
    en: 'The certificate to renew is unknown, on hold or revoked, or belongs to another holder',
  },
  'certificate-not-found': { status: 404, zh: '没有找到该证书', en: 'There is no such certificate' },
  'certificate-expired': {
    status: 409,
    zh: '该证书已过期，无需再吊销或暂停',
    en: 'The certificate has expired; there is nothing to revoke or suspend',
  },
  'certificate-revoked': { status: 409, zh: '该证书已被吊销', en: 'The certificate is revoked already' },
  'certificate-held': { status: 409, zh: '该证书已处于暂停状态', en: 'The certificate is on hold already' },
  'certificate-not-held': {
    status: 409,
    zh: '该证书没有暂停，无需恢复',
    en: 'The certificate is not on hold, so it cannot be released',
  },
  'nothing-to-collect': {
    status: 404,
    zh: '没有可领取的密钥：密钥由申请者自己保管，或证书尚未签发',
    en: 'There is no key to collect: the holder keeps it, or the certificate is not issued yet',
  },
  'key-collected': {
    status: 410,
    zh: '密钥已于 {at} 领取，系统不再保存；如已丢失，请申请吊销并重新签发',
    en: 'The key was collected at {at} and is no longer kept; if it is lost, have the certificate revoked and a new one issued',
  },
  'key-for-holder-only': {
    status: 403,
    zh: '{name}已有账户或可用的登录证书，新密钥只能由本人登录后领取。本人没有口令或忘记口令的，请系统管理员在其账户中生成一次性口令（已担任角色的，须经安全管理员确认）；未启用口令登录的，请本人自行生成密钥并提交证书申请文件（CSR）；证书或密钥已丢失的，请先申请吊销',
    en: '{name} has an account or a certificate to sign in with, so nobody else may collect the new key. Without a password, ask a system administrator for a one-time password in the account (confirmed by a security administrator when it holds a role); where sign-in by password is off, the person makes the key and hands in a certificate signing request (CSR); a lost certificate is revoked first',
  },
  'authority-not-found': { status: 404, zh: '没有找到该签发机构', en: 'There is no such authority' },
  'crl-not-found': { status: 404, zh: '没有找到该吊销列表', en: 'There is no such CRL' },
  'validation-input': {
    status: 400,
    zh: '{field}：证书内容无法读取（{reasonZh}）',
    en: '{field}: not readable as certificates ({reasonEn})',
  },
  'profiles-invalid': {
    status: 500,
    zh: '证书模板 {file} 第 {line} 行 {field}：{reasonZh}',
    en: 'Profile {file}, line {line}, {field}: {reasonEn}',
  },
});
