import { Select } from 'antd';

// The list of browsers leaves UTC out.
const zones = [...new Set(['Asia/Shanghai', 'UTC', ...Intl.supportedValuesOf('timeZone')])];

type Props = { id?: string; value?: string; onChange?: (zone: string) => void };

/** Time zones by name; one that only the server knows stays on offer. */
export function ZoneSelect({ id, value, onChange }: Props) {
  const offered = value === undefined || zones.includes(value) ? zones : [value, ...zones];
  return (
    <Select
      showSearch
      {...(id === undefined ? {} : { id })}
      {...(value === undefined ? {} : { value })}
      {...(onChange ? { onChange } : {})}
      options={offered.map((zone) => ({ value: zone, label: zone }))}
    />
  );
}
