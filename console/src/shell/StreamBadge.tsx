import { Badge, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { StreamState } from '../api/stream.ts';

const looks = { connecting: 'processing', live: 'success', lost: 'error' } as const;

/** Whether what is on the screen follows what happens. */
export function StreamBadge({ state }: { state: StreamState }) {
  const { t } = useTranslation();
  const text = t(`shell.stream.${state}`);
  return (
    <Tooltip title={text}>
      <span
        role="status"
        aria-label={text}
        data-stream={state}
        style={{ display: 'inline-flex', padding: 8 }}
      >
        <Badge status={looks[state]} />
      </span>
    </Tooltip>
  );
}
