import { type ThemeConfig, theme } from 'antd';

/** Colours that charts and the few hand-made parts share with Ant Design's tokens. */
export const palette = {
  primary: '#1c4e89',
  accent: '#b8860b',
  rail: '#0e2442',
  railActive: '#1c4e89',
  ink: '#1b2636',
  muted: '#5d6b7e',
  line: '#e3e8ef',
  canvas: '#f3f5f9',
  good: '#2b8a57',
  warn: '#c77700',
  bad: '#c0322b',
} as const;

const fontFamily =
  '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif';
const fontFamilyCode =
  'ui-monospace, SFMono-Regular, Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace';

// On black the colours of the day are too dark to be read.
const night = {
  colorPrimary: '#4d8fdd',
  colorInfo: '#6aa7ec',
  colorLink: '#7fb0ea',
  colorSuccess: '#3fb57a',
  colorWarning: '#e09a2d',
  colorError: '#ee6a63',
} as const;

// The library's own tints of so dark a blue are grey.
const tints = {
  colorPrimaryBg: '#e8f0fa',
  colorPrimaryBgHover: '#d8e6f6',
  colorPrimaryBorder: '#a9c6e8',
  colorPrimaryBorderHover: '#7fa9d8',
  colorPrimaryHover: '#2d66a6',
  colorPrimaryActive: '#143b69',
  colorInfoBg: '#eef5fd',
  colorInfoBgHover: '#deebf9',
  colorInfoBorder: '#bcd5f0',
  colorInfoBorderHover: '#8db6e2',
  colorSuccessBg: '#eaf6ef',
  colorSuccessBorder: '#b0dcc4',
  controlItemBgActive: '#e8f0fa',
  controlItemBgActiveHover: '#d8e6f6',
} as const;

/** The one place where the look is decided. */
export function themeOf(dark: boolean, motion: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      motion,
      ...(dark
        ? night
        : {
            ...tints,
            colorPrimary: palette.primary,
            colorInfo: palette.primary,
            colorLink: palette.primary,
            colorSuccess: palette.good,
            colorWarning: palette.warn,
            colorError: palette.bad,
            colorText: palette.ink,
            colorBgLayout: palette.canvas,
            colorBorderSecondary: palette.line,
          }),
      borderRadius: 6,
      fontFamily,
      fontFamilyCode,
      fontSize: 14,
      wireframe: false,
    },
    components: {
      Layout: { siderBg: palette.rail, headerHeight: 56, headerPadding: '0 24px' },
      Menu: {
        darkItemBg: palette.rail,
        darkSubMenuItemBg: palette.rail,
        darkItemSelectedBg: palette.railActive,
        darkItemColor: 'rgba(255,255,255,0.78)',
        darkGroupTitleColor: 'rgba(255,255,255,0.45)',
        itemHeight: 38,
        groupTitleFontSize: 12,
      },
      Table: { headerBg: dark ? undefined : '#f7f9fc', cellPaddingBlock: 12 },
      Card: { headerFontSize: 15 },
      Statistic: { contentFontSize: 28 },
      Descriptions: { itemPaddingBottom: 12 },
    },
  };
}
