import { CalendarOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import { backs, type Range } from '../view.ts';

type Props = { range: Range; onChange: (range: Range) => void; disabled?: boolean };

/** `2026-11-22T08:30`, local, as the browser's own field has it. */
const local = (iso: string) => formatTime(iso).replace(' ', 'T');

/** How far back, or between which two moments of local time. */
export function RangePicker({ range, onChange, disabled }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const label =
    typeof range === 'string'
      ? t(`auditSearch.ranges.${range}`)
      : `${formatTime(range.from)} – ${formatTime(range.to)}`;
  return (
    <Popover
      open={open && !disabled}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <Choices
          range={range}
          onChange={(next) => {
            setOpen(false);
            onChange(next);
          }}
        />
      }
    >
      <Button size="large" icon={<CalendarOutlined />} disabled={disabled} data-testid="range">
        {label}
      </Button>
    </Popover>
  );
}

function Choices({ range, onChange }: Omit<Props, 'disabled'>) {
  const { t } = useTranslation();
  const now = Date.now();
  const start = typeof range === 'string' ? new Date(now - 3_600_000).toISOString() : range.from;
  const [from, setFrom] = useState(local(start));
  const [to, setTo] = useState(local(typeof range === 'string' ? new Date(now).toISOString() : range.to));
  const fits = from !== '' && to !== '' && from < to;
  return (
    <div className="stack" style={{ width: 300 }}>
      <Flex gap={8} wrap>
        {backs.map((back) => (
          <Button
            key={back}
            size="small"
            type={range === back ? 'primary' : 'default'}
            onClick={() => onChange(back)}
          >
            {t(`auditSearch.ranges.${back}`)}
          </Button>
        ))}
      </Flex>
      <div className="stack" style={{ gap: 8 }}>
        <div className="muted">{t('auditSearch.customRange')}</div>
        <Input
          type="datetime-local"
          aria-label={t('auditSearch.from')}
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <Input
          type="datetime-local"
          aria-label={t('auditSearch.to')}
          value={to}
          status={fits ? '' : 'error'}
          onChange={({ target }) => setTo(target.value)}
        />
        <Button
          type="primary"
          disabled={!fits}
          onClick={() => onChange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })}
        >
          {t('auditSearch.applyRange')}
        </Button>
      </div>
    </div>
  );
}
