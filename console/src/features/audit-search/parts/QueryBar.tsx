import { LoadingOutlined, QuestionCircleOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Flex, Input, type InputRef, Tooltip, theme } from 'antd';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../../api/error.ts';
import { Problem } from '../../../parts/Problem.tsx';
import { Said } from '../../../parts/Said.tsx';
import { QueryHelp } from './QueryHelp.tsx';

type Props = {
  query: string;
  busy: boolean;
  error: unknown;
  /** Characters that the console put before the query, which people do not count. */
  shift: number;
  onSearch: (query: string) => void;
  children: ReactNode;
};

/** Where the query is typed; what is wrong with it is shown at its place. */
export function QueryBar({ query, busy, error, shift, onSearch, children }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(query);
  const [help, setHelp] = useState(false);
  const input = useRef<InputRef>(null);
  // What was searched here comes back as `query` a moment later: it must not undo what is typed meanwhile.
  const searched = useRef(query);
  useEffect(() => {
    if (query !== searched.current) setText(query);
    searched.current = query;
  }, [query]);
  const search = () => {
    searched.current = text;
    onSearch(text);
  };
  const place = placeOf(error, shift);

  useEffect(() => {
    if (place === undefined) return;
    input.current?.focus();
    input.current?.setSelectionRange(place - 1, place);
  }, [place]);

  return (
    <div className="stack" style={{ gap: 8 }}>
      <Flex gap={8} wrap>
        <Input
          ref={input}
          size="large"
          allowClear
          value={text}
          status={place === undefined ? '' : 'error'}
          aria-label={t('auditSearch.query')}
          placeholder={t('auditSearch.queryHint')}
          prefix={<SearchOutlined className="muted" />}
          maxLength={4000}
          onChange={({ target }) => setText(target.value)}
          onPressEnter={({ nativeEvent }) => {
            // The key that ends the choice of Chinese characters is not yet the end of typing.
            if (!nativeEvent.isComposing) search();
          }}
          suffix={
            <Tooltip title={t('auditSearch.help')}>
              <Button
                type="text"
                size="small"
                aria-label={t('auditSearch.help')}
                icon={<QuestionCircleOutlined />}
                onClick={() => setHelp(true)}
              />
            </Tooltip>
          }
          style={{ flex: '1 1 360px' }}
        />
        {children}
        {/* Not `loading`: such a button swallows the click that asks something else meanwhile. */}
        <Button
          type="primary"
          size="large"
          icon={busy ? <LoadingOutlined aria-hidden /> : undefined}
          onClick={search}
        >
          {t('common.search')}
        </Button>
      </Flex>
      {place === undefined ? (
        <Problem error={error} onRetry={search} />
      ) : (
        <Fault query={query} place={place} text={messageOf(error, shift)} />
      )}
      <QueryHelp
        open={help}
        onClose={() => setHelp(false)}
        onExample={(example) => {
          setHelp(false);
          onSearch(example);
        }}
      />
    </div>
  );
}

/** The character, from 1, at which the server stopped to understand. */
function placeOf(error: unknown, shift: number): number | undefined {
  if (!(error instanceof ApiError) || !error.code.startsWith('audit.query-')) return undefined;
  const { position } = error.details;
  return typeof position === 'number' ? Math.max(1, position - shift) : undefined;
}

function messageOf(error: unknown, shift: number): string {
  if (!(error instanceof ApiError)) return '';
  const { position } = error.details;
  return shift === 0
    ? error.message
    : error.message.replace(String(position), String(Number(position) - shift));
}

function Fault({ query, place, text }: { query: string; place: number; text: string }) {
  const { token } = theme.useToken();
  const at = Math.min(place - 1, query.length);
  return (
    <div role="alert" style={{ color: token.colorError }} data-testid="query-fault">
      <Said>
        <span className="mono">
          {query.slice(Math.max(0, at - 30), at)}
          <mark
            style={{
              background: token.colorErrorBg,
              color: token.colorError,
              textDecoration: 'underline wavy',
            }}
          >
            {query.slice(at, at + 1) || '␣'}
          </mark>
          {query.slice(at + 1, at + 20)}
        </span>
        {'　'}
        {text}
      </Said>
    </div>
  );
}
