import { defineErrors } from '../kernel/errors.ts';

export const accessErrors = defineErrors('access', {
  'sign-in-refused': {
    status: 401,
    zh: '用户名、口令或验证码不正确',
    en: 'User name, password or code is not right',
  },
  'totp-required': { status: 401, zh: '请输入动态验证码', en: 'Enter the one-time code' },
  locked: {
    status: 429,
    zh: '登录失败次数过多，已锁定，请在 {seconds} 秒后再试，或联系安全管理员解锁',
    en: 'Locked for {seconds} seconds after too many failures; a security administrator can unlock the account',
  },
  'method-off': {
    status: 403,
    zh: '本系统未启用此登录方式',
    en: 'This way of signing in is switched off here',
  },
  'certificate-missing': {
    status: 401,
    zh: '浏览器没有提供证书。请先把证书（.p12 文件）导入浏览器，再重新打开本页',
    en: 'The browser sent no certificate. Import your certificate (.p12 file) into the browser and open this page again',
  },
  'certificate-refused': {
    status: 401,
    zh: '证书未被接受：{reason}',
    en: 'The certificate was not accepted: {reason}',
  },
  'certificate-unknown': {
    status: 401,
    zh: '证书有效，但没有与之对应的可用账户，请联系系统管理员',
    en: 'The certificate is valid, but no active account belongs to it; ask a system administrator',
  },
  'weak-password': {
    status: 400,
    zh: '口令强度不足：至少 {minLength} 位，包含大写字母、小写字母、数字、符号中的至少 {minKinds} 种，不含用户名和连续字符',
    en: 'The password is too weak: at least {minLength} characters of at least {minKinds} kinds (upper case, lower case, digits, signs), without the user name and without runs',
  },
  'password-reused': {
    status: 400,
    zh: '不能使用最近 {history} 次用过的口令',
    en: 'The last {history} passwords cannot be used again',
  },
  'wrong-password': { status: 400, zh: '当前口令不正确', en: 'The present password is not right' },
  'no-password': {
    status: 409,
    zh: '此账户没有口令，无需动态验证码',
    en: 'This account has no password that a one-time code could protect',
  },
  'wrong-code': { status: 400, zh: '动态验证码不正确', en: 'The one-time code is not right' },
  'no-totp': { status: 409, zh: '尚未开始绑定动态验证码', en: 'No one-time code is being set up' },
  'totp-required-by-policy': {
    status: 409,
    zh: '按安全策略，此账户必须使用动态验证码，不能解除绑定',
    en: 'The policy demands a one-time code for this account; it cannot be removed',
  },
  'exclusive-roles': {
    status: 409,
    zh: '系统管理员、安全管理员、审计管理员必须由不同的人担任（三员分立）',
    en: 'System, security and audit administrator must be different persons',
  },
  'auditor-apart': {
    status: 409,
    zh: '审计管理员须保持独立，除“普通用户”外不能兼任其他角色',
    en: 'The audit administrator audits everybody else’s work and holds no other role but “Staff”',
  },
  'last-administrator': {
    status: 409,
    zh: '这是最后一位可用的此类管理员（{kind}），不能停用或撤销其角色',
    en: 'This is the last active administrator of its kind ({kind}); it cannot be disabled or lose the role',
  },
  'own-roles': { status: 403, zh: '不能更改自己的角色', en: 'Nobody changes their own roles' },
  'own-account': { status: 409, zh: '不能停用自己的账户', en: 'Nobody disables their own account' },
  'unknown-role': { status: 400, zh: '没有这个角色：{role}', en: 'There is no such role: {role}' },
  'unknown-permission': {
    status: 400,
    zh: '没有这项权限：{permission}',
    en: 'There is no such permission: {permission}',
  },
  'reserved-permission': {
    status: 409,
    zh: '权限 {permission} 只属于三员，自定义角色不能包含',
    en: 'Permission {permission} belongs to the three administrators; a custom role cannot carry it',
  },
  'built-in-role': { status: 409, zh: '内置角色不能修改或删除', en: 'A built-in role cannot be changed' },
  'role-exists': { status: 409, zh: '角色已存在：{role}', en: 'The role exists already: {role}' },
  'role-in-use': {
    status: 409,
    zh: '仍有 {accounts} 个账户使用此角色，不能删除',
    en: 'The role is held by {accounts} accounts and cannot be deleted',
  },
  'login-name-taken': {
    status: 409,
    zh: '用户名已被使用：{loginName}',
    en: 'The user name is taken: {loginName}',
  },
  'holder-taken': {
    status: 409,
    zh: '此人员已有账户，一人只能有一个账户',
    en: 'This person has an account already; one person has one account',
  },
  'holder-not-person': {
    status: 400,
    zh: '对应人员须是人员目录中的在职人员，请重新选择',
    en: 'The account’s person must be an active person of the directory; choose another',
  },
  'holder-fixed': {
    status: 409,
    zh: '账户已授予角色，不能更换对应人员或绑定其他证书；确需调整的，请先由安全管理员收回角色',
    en: 'The account carries a role, so its person stays and no certificate is added; the security administrator takes the roles away first',
  },
  'certificate-taken': {
    status: 409,
    zh: '证书已绑定到其他账户：{fingerprint}',
    en: 'The certificate is bound to another account: {fingerprint}',
  },
  'reset-pending': {
    status: 409,
    zh: '此账户已有一份口令重置申请等待确认，请等待处理后再申请',
    en: 'A password reset of this account waits for its confirmation already',
  },
  'reset-over': {
    status: 409,
    zh: '这份口令重置申请已处理或已过期，请刷新后查看',
    en: 'This password reset has been decided or has lapsed; reload it',
  },
  'reset-own-decision': {
    status: 403,
    zh: '申请人和账户本人都不能确认或退回口令重置申请',
    en: 'Neither who asked for a password reset nor whose account it is decides on it',
  },
  'reset-other-confirmer': {
    status: 403,
    zh: '口令重置申请由安全管理员确认；安全管理员本人账户的重置由审计管理员确认',
    en: 'A security administrator confirms password resets; an audit administrator those of security administrators',
  },
  'reset-requester-only': {
    status: 403,
    zh: '一次性口令的前半段只能由提出申请的系统管理员查看',
    en: 'Only the system administrator who asked for the reset sees the first part of the one-time password',
  },
  'reset-part-gone': {
    status: 409,
    zh: '一次性口令的前半段尚未生成、已查看过或已失效，需要时请重新申请重置',
    en: 'The first part of the one-time password is not made yet, was shown already or is of no use any more; ask for another reset if needed',
  },
  'password-sign-in-off': {
    status: 409,
    zh: '本系统未启用口令登录，一次性口令无法使用；请由本人在自己的计算机上生成密钥，提交证书申请文件（CSR）办理证书',
    en: 'Sign-in by password is switched off, so a one-time password is of no use; the person makes a key on the own computer and hands in a certificate signing request (CSR)',
  },
  'keys-with-others': {
    status: 409,
    zh: '此人员名下证书的密钥曾由他人领取，领取人可能以其名义登录。请先吊销下列证书，待账户建立后再为其签发、由本人领取。证书序列号：{serials}',
    en: 'Keys of this person were collected by somebody else, who could sign in in their name. Revoke these certificates first; once the account exists, new ones are issued and collected in person. Serial numbers: {serials}',
  },
  'account-changed': {
    status: 409,
    zh: '账户刚被他人修改，请刷新后重试',
    en: 'The account was changed by somebody else meanwhile; reload it',
  },
  'setup-token': {
    status: 403,
    zh: '初始化链接无效或已过期，请在服务器上运行 anmin access reset-setup 获取新链接',
    en: 'The set-up link is wrong or has expired; run anmin access reset-setup on the server for a new one',
  },
  'setup-done': { status: 409, zh: '系统已完成初始化', en: 'The set-up is done already' },
  'setup-running': {
    status: 409,
    zh: '初始化正在进行，请稍候',
    en: 'The set-up is running at this moment',
  },
  'setup-same-person': {
    status: 400,
    zh: '三位管理员必须是不同的人：{field} 重复',
    en: 'The three administrators must be different persons: the same {field} appears twice',
  },
});
