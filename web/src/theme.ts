/** The one place that decides how Steward looks. Mantine's components are used as they are otherwise. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, Notification } from '@mantine/core';

/** The only accent: a deep sea green-blue whose shades 7–9 are readable on white. */
const tide: MantineColorsTuple = [
  '#e6f7fa',
  '#d2ecf1',
  '#a5d8e2',
  '#75c3d2',
  '#4db1c5',
  '#2f9bb1',
  '#15849b',
  '#0b7285',
  '#075e6f',
  '#034a58',
];

/** Mantine's greys with a touch of blue; 6 is the ground of fields, 7 of the page. */
const dark: MantineColorsTuple = [
  '#e3e7eb',
  '#a9b1ba',
  '#98a1ab',
  '#6b7580',
  '#3a434c',
  '#2a3138',
  '#1f252b',
  '#1b2025',
  '#14181c',
  '#0f1215',
];

const SYSTEM_FONTS =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Helvetica, Arial, sans-serif';
const MONO_FONTS = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

export const theme = createTheme({
  colors: { tide, dark },
  primaryColor: 'tide',
  primaryShade: 7,
  autoContrast: true,
  fontFamily: SYSTEM_FONTS,
  fontFamilyMonospace: MONO_FONTS,
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1rem' }, h3: { fontSize: '0.875rem' } },
  },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // Its own close button has no name, and its grey misses the contrast of WCAG AA.
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close this notice' } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    }),
  },
});

/** Mantine's own dimmed and placeholder greys miss the contrast of WCAG AA on our surfaces. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#56606b',
    '--mantine-color-placeholder': '#5f6873',
    '--mantine-color-body': '#f7f8f9',
    '--mantine-color-anchor': 'var(--mantine-color-tide-8)',
    '--surface': '#ffffff',
    '--line': '#dfe3e7',
    '--track': '#eceff2',
    '--bar-model': 'var(--mantine-color-tide-7)',
    '--bar-tool': '#7b6a2e',
    '--bar-light': 'var(--mantine-color-tide-5)',
    '--ok': '#1f6f43',
    '--bad': '#b3261e',
    '--wait': '#8a5200',
    '--idle': '#56606b',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b1ba',
    '--mantine-color-placeholder': '#98a1ab',
    '--mantine-color-body': '#14181c',
    '--mantine-color-anchor': 'var(--mantine-color-tide-3)',
    '--surface': '#1b2025',
    '--line': '#323a42',
    '--track': '#2a3138',
    '--bar-model': 'var(--mantine-color-tide-5)',
    '--bar-tool': '#c0a756',
    '--bar-light': 'var(--mantine-color-tide-2)',
    '--ok': '#6fcf97',
    '--bad': '#ff8f85',
    '--wait': '#f2b55a',
    '--idle': '#a9b1ba',
  },
});
