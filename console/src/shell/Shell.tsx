import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { Alert, Button, Layout, Menu, theme } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { useEventStream } from '../api/stream.ts';
import { Loading } from '../parts/Loading.tsx';
import { Brand } from './Brand.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { entryOf, navigation } from './navigation.tsx';
import { StreamBadge } from './StreamBadge.tsx';
import { useMay, useMe } from './session.ts';
import { UserMenu } from './UserMenu.tsx';

/** The frame of every page: the rail by task, who is signed in, the language, the state of live updates. */
export function Shell() {
  const { t } = useTranslation();
  const { token } = theme.useToken();
  const [folded, setFolded] = useState(false);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const may = useMay();
  const { passwordReset } = useMe();
  const stream = useEventStream();

  const groups = navigation
    .map((group) => ({
      ...group,
      items: group.items.filter((item) => item.permission === undefined || may(item.permission)),
    }))
    .filter((group) => group.items.length > 0);
  const items = groups.map((group) => {
    const children = group.items.map((item) => ({
      key: item.path,
      icon: item.icon,
      label: t(`shell.${item.label}`),
    }));
    return group.label === 'overview'
      ? children[0]!
      : {
          key: group.label,
          type: 'group' as const,
          label: folded ? '' : t(`shell.${group.label}`),
          children,
        };
  });

  return (
    <Layout style={{ height: '100vh', overflow: 'hidden' }}>
      <a className="skip-link" href="#content">
        {t('shell.skip')}
      </a>
      <Layout.Sider
        width={224}
        collapsedWidth={64}
        collapsible
        collapsed={folded}
        breakpoint="lg"
        onBreakpoint={setFolded}
        trigger={null}
        style={{ overflowY: 'auto', height: '100vh' }}
      >
        <Brand folded={folded} />
        <nav aria-label={t('shell.navigation')}>
          <Menu
            theme="dark"
            mode="inline"
            selectedKeys={[entryOf(pathname)]}
            items={items}
            onClick={({ key }) => navigate(key)}
            style={{ borderInlineEnd: 0, paddingBottom: 24 }}
          />
        </nav>
      </Layout.Sider>
      <Layout>
        <Layout.Header
          className="shell-header"
          style={{
            display: 'flex',
            alignItems: 'center',
            background: token.colorBgContainer,
            borderBottom: `1px solid ${token.colorBorderSecondary}`,
          }}
        >
          <Button
            type="text"
            aria-label={folded ? t('shell.expand') : t('shell.collapse')}
            icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
            onClick={() => setFolded(!folded)}
          />
          <div style={{ flex: 1 }} />
          <StreamBadge state={stream} />
          <LanguageSwitch />
          <UserMenu />
        </Layout.Header>
        <Layout.Content id="content" tabIndex={-1} style={{ overflowY: 'auto', outline: 'none' }}>
          <div className="page">
            {passwordReset && (
              <Alert
                type="warning"
                showIcon
                style={{ marginBottom: 16 }}
                title={t('shell.resetAsked', {
                  by: passwordReset.requestedBy,
                  reason: passwordReset.reason,
                })}
              />
            )}
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </div>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
