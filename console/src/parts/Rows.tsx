import { Empty, Flex, theme } from 'antd';
import type { ReactNode } from 'react';
import { Said } from './Said.tsx';

type Row = {
  readonly key: string;
  readonly title: ReactNode;
  readonly text: ReactNode;
  readonly extra?: ReactNode;
};

/** A short list inside a card: a title and a line of text a row, something at the end of it. */
export function Rows({ rows, empty }: { rows: readonly Row[]; empty: ReactNode }) {
  const { token } = theme.useToken();
  if (rows.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} style={{ paddingBlock: 24 }} />;
  }
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {rows.map(({ key, title, text, extra }, index) => (
        <Flex
          key={key}
          component="li"
          align="center"
          gap={16}
          style={{
            paddingBlock: 12,
            borderTop: index === 0 ? 'none' : `1px solid ${token.colorBorderSecondary}`,
          }}
        >
          <div style={{ flex: 1, minWidth: 0 }}>
            <div style={{ fontWeight: 500 }}>
              <Said>{title}</Said>
            </div>
            <div style={{ color: token.colorTextDescription }}>
              <Said>{text}</Said>
            </div>
          </div>
          {extra}
        </Flex>
      ))}
    </ul>
  );
}
