#!/usr/bin/env node
// `anmin <domain> <verb>`: hands over to the pinned Node.
import { join } from 'node:path';
import { pinnedNode, root, runPinned } from './node24.mjs';

if (!pinnedNode()) {
  console.error(
    '依赖尚未安装，请先在项目目录运行 npm start。\nNothing is installed yet: run npm start in the project folder first.',
  );
  process.exitCode = 2;
} else {
  runPinned([join(root, 'app', 'cli.ts'), ...process.argv.slice(2)]);
}
