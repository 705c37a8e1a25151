import type { System } from './compose.ts';
import { describe } from './doctor/command.ts';
import { examine } from './doctor/component.ts';
import { components } from './doctor/components.ts';
import { consoleDir, version } from './foundation.ts';
import type { Server } from './server.ts';

/** What the terminal shows when the server is ready. The set-up link is told here and nowhere else. */
export async function banner(system: System, server: Server, notes: readonly string[]): Promise<string[]> {
  const { config } = system;
  const found = await examine(
    components({ dataDir: config.dataDir, consoleDir, pkcs11Module: config.pki.pkcs11.module }),
  );
  const missing = found.filter((each) => !each.found || each.warning);
  return [
    '',
    `安民 Anmin ${version}`,
    '',
    `  控制台 Console             ${server.urls.console}`,
    `  证书登录 Certificate sign-in ${server.urls.certificateSignIn}`,
    `  根证书、CRL、OCSP          ${server.urls.plain}`,
    `  数据目录 Data              ${config.dataDir}`,
    ...(server.setupUrl
      ? [
          '',
          '  第一次使用，请用这个一次性链接完成初始化 First use: open this link, which works once',
          `  ${server.setupUrl}`,
        ]
      : []),
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...(missing.length > 0
      ? ['', '  本机缺少的组件（不影响启动） Not on this machine:', ...describe(missing)]
      : []),
    '',
  ];
}
