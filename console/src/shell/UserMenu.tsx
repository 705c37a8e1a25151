import { DownOutlined, LogoutOutlined, MoonOutlined, SunOutlined, UserOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { chooseAppearance, useAppearance } from './appearance.ts';
import { useMe, useSignOut } from './session.ts';

/** Who is signed in and how; the way to the own account and out. */
export function UserMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const appearance = useAppearance();
  const { message } = App.useApp();

  const leave = async () => {
    try {
      await signOut();
      navigate('/sign-in');
    } catch (error) {
      message.error((error as Error).message);
    }
  };

  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            disabled: true,
            label: `${me.loginName} · ${t(me.method === 'certificate' ? 'shell.byCertificate' : 'shell.byPassword')}`,
          },
          { type: 'divider' },
          { key: 'me', icon: <UserOutlined />, label: t('shell.me'), onClick: () => navigate('/me') },
          appearance === 'dark'
            ? {
                key: 'light',
                icon: <SunOutlined />,
                label: t('shell.light'),
                onClick: () => chooseAppearance('light'),
              }
            : {
                key: 'dark',
                icon: <MoonOutlined />,
                label: t('shell.dark'),
                onClick: () => chooseAppearance('dark'),
              },
          { type: 'divider' },
          { key: 'out', icon: <LogoutOutlined />, label: t('shell.signOut'), onClick: () => void leave() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} data-testid="user-menu">
        {me.displayName} <DownOutlined style={{ fontSize: 11 }} />
      </Button>
    </Dropdown>
  );
}
