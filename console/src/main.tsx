import './base.css';
import { createRoot } from 'react-dom/client';
import { i18n } from './i18n/index.ts';
import { App } from './shell/App.tsx';

document.documentElement.lang = i18n.language === 'en' ? 'en' : 'zh-CN';
createRoot(document.getElementById('root') as HTMLElement).render(<App />);

// Reporting must never hold up the first screen.
void import('./shell/report.ts').then(({ startReporting }) => startReporting());
