import { Typography, theme } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import mark from '../assets/anmin-light.svg';
import { LanguageSwitch } from '../shell/LanguageSwitch.tsx';
import { palette } from '../theme.ts';

type Props = { lead: string; width: number; children: ReactNode };

/** The frame of the pages before a session: mark, name, language, one card, the notice of use. */
export function FrontPage({ lead, width, children }: Props) {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  return (
    <div
      style={{ minHeight: '100%', display: 'flex', flexDirection: 'column', background: token.colorBgLayout }}
    >
      <header
        style={{
          background: palette.rail,
          color: '#fff',
          padding: '14px clamp(16px, 4vw, 48px)',
          display: 'flex',
          alignItems: 'center',
          gap: 14,
          borderBottom: `3px solid ${palette.accent}`,
        }}
      >
        <img src={mark} alt="" width={32} height={32} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <div style={{ fontSize: 19, fontWeight: 600, letterSpacing: '0.08em' }}>{t('common.product')}</div>
          <div style={{ fontSize: 12, opacity: 0.72 }}>{lead}</div>
        </div>
        <LanguageSwitch />
      </header>
      <main
        style={{
          flex: 1,
          width: '100%',
          maxWidth: width,
          margin: '0 auto',
          padding: '40px 16px',
          boxSizing: 'border-box',
        }}
      >
        {children}
      </main>
      <footer style={{ padding: '16px', textAlign: 'center' }}>
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t('signIn.notice')}
        </Typography.Text>
      </footer>
    </div>
  );
}
