import { Typography } from 'antd';

/** Text of a machine, shown to be copied. */
export function Copyable({ text }: { text: string }) {
  return (
    <Typography.Paragraph copyable={{ text }} className="mono" style={{ marginBottom: 0 }}>
      {text}
    </Typography.Paragraph>
  );
}
