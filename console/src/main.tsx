import './base.css';
import { createRoot } from 'react-dom/client';
import { htmlLanguage } from './i18n/index.ts';
import { App } from './shell/App.tsx';

document.documentElement.lang = htmlLanguage();
createRoot(document.getElementById('root') as HTMLElement).render(<App />);

// Reporting must never hold up the first screen.
void import('./shell/report.ts').then(({ startReporting }) => startReporting());
