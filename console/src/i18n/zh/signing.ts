export const signing = {
  title: '请用本人证书签名',
  text: '您以证书登录，本次意见须用本人私钥签名。请选择本人的 PKCS#12 证书文件并输入口令：文件只在本页面内打开，私钥和口令不会离开本机；本标签页内只需打开一次。',
  pick: '选择证书文件（.p12）',
  password: '证书文件口令',
  open: '打开',
  ready: '将以“{{subject}}”的私钥签名',
  faults: {
    'not-pkcs12': '这不是有效的 PKCS#12 证书文件',
    'wrong-password': '口令不正确，或文件已损坏',
    legacy: '文件使用旧式加密（3DES 或 RC2），浏览器无法打开。请重新领取标准格式的证书文件',
    'no-key': '文件中没有私钥',
    'key-not-supported': '此浏览器不支持该私钥的算法，请升级浏览器',
    'other-certificate': '文件中的证书与本次登录所用证书不一致，请选择登录所用的证书文件',
  },
};
