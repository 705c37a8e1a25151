import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { ApiError } from '../api/error.ts';
import { useLanguage } from '../i18n/index.ts';
import { themeOf } from '../theme.ts';
import { useAppearance } from './appearance.ts';
import { pageNonce } from './nonce.ts';
import { router } from './router.tsx';

const calendar = zhCN.DatePicker;
/** The library takes the names of days and months from another one, which has English alone at hand. */
const chinese: typeof zhCN = calendar
  ? {
      ...zhCN,
      DatePicker: {
        ...calendar,
        lang: {
          ...calendar.lang,
          shortWeekDays: [...'日一二三四五六'],
          shortMonths: Array.from({ length: 12 }, (_, month) => `${month + 1}月`),
        },
      },
    }
  : zhCN;

const nonce = pageNonce();
const motion = !matchMedia('(prefers-reduced-motion: reduce)').matches;

const queryClient = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      // A refusal does not become an answer by asking again.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

/** The whole application: language, look, cache and pages. */
export function App() {
  const { t } = useTranslation();
  const language = useLanguage();
  const dark = useAppearance() === 'dark';
  const theme = useMemo(() => themeOf(dark, motion), [dark]);
  useEffect(() => {
    document.title = t('common.productLong');
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
    document.body.style.background = dark ? '#000' : '';
  }, [t, dark]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      theme={theme}
      locale={language === 'en' ? enUS : chinese}
      button={{ autoInsertSpace: false }}
    >
      <AntApp style={{ height: '100%' }}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
