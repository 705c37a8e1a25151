import { CalendarOutlined } from '@ant-design/icons';
import { Button, DatePicker, Flex, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../../lib/format.ts';
import { backs, type Range } from '../view.ts';

type Props = { range: Range; onChange: (range: Range) => void; disabled?: boolean };

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
  return (
    <div className="stack" style={{ width: 340 }}>
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
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          placeholder={[t('auditSearch.from'), t('auditSearch.to')]}
          onChange={(moments) => {
            const [from, to] = moments ?? [];
            if (from && to && from.isBefore(to)) onChange({ from: from.toISOString(), to: to.toISOString() });
          }}
        />
      </div>
    </div>
  );
}
