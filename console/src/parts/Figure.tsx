import { Card, Statistic, theme } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../i18n/index.ts';
import { formatCount } from '../lib/format.ts';

type Props = { label: string; value: number; to?: string; tone?: 'bad' | 'warn' | 'good'; hint?: ReactNode };

/** One figure that leads to what it counts. */
export function Figure({ label, value, to, tone, hint }: Props) {
  const language = useLanguage();
  const { token } = theme.useToken();
  const color =
    tone === undefined || value === 0
      ? token.colorText
      : { bad: token.colorError, warn: token.colorWarning, good: token.colorSuccess }[tone];
  const card = (
    <Card hoverable={to !== undefined} styles={{ body: { padding: '18px 20px' } }} style={{ height: '100%' }}>
      <Statistic
        title={label}
        value={value}
        formatter={() => formatCount(value, language)}
        styles={{ content: { color, fontWeight: 600 } }}
      />
      {hint && (
        <div className="muted" style={{ fontSize: 12 }}>
          {hint}
        </div>
      )}
    </Card>
  );
  return to === undefined ? card : <Link to={to}>{card}</Link>;
}
