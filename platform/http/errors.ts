import { defineErrors } from '../kernel/errors.ts';

export const httpErrors = defineErrors('http', {
  'rate-limited': {
    status: 429,
    zh: '请求过于频繁，请在 {seconds} 秒后再试',
    en: 'Too many requests; try again in {seconds} seconds',
  },
  'cross-site': {
    status: 403,
    zh: '请求来自其他网站，已拒绝',
    en: 'The request comes from another site and was refused',
  },
  'body-too-large': { status: 413, zh: '提交的内容过大', en: 'The body is too large' },
  'uri-too-long': { status: 414, zh: '请求地址过长', en: 'The address is too long' },
  'media-type': {
    status: 415,
    zh: '不支持的内容类型，应为 {expected}',
    en: 'Unsupported media type; expected {expected}',
  },
  'bad-json': { status: 400, zh: '提交的内容不是有效的 JSON', en: 'The body is not valid JSON' },
  'bad-request': { status: 400, zh: '请求格式有误', en: 'Malformed request' },
  'head-too-large': { status: 431, zh: '请求头过大', en: 'The head of the request is too large' },
  'too-slow': { status: 408, zh: '请求发送过慢，连接已关闭', en: 'The request came too slowly' },
  'bad-encoding': {
    status: 400,
    zh: '提交的内容无法解压',
    en: 'The body cannot be decompressed',
  },
  busy: { status: 503, zh: '连接数已达上限，请稍后再试', en: 'Too many connections; try again later' },
});
