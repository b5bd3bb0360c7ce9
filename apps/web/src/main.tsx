import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import './app/theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { Problem } from './api/problem.js';
import { startWords } from './app/i18n.js';
import { router } from './app/router.js';
import { theme } from './design/theme.js';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The live stream says what is old.
      staleTime: 15_000,
      // What was refused is refused again; what was not reached, or is not ready yet, may be in a moment.
      retry: (failures, error) =>
        failures < 2 && error instanceof Problem && (error.status === 0 || error.code === 'past-not-ready'),
    },
  },
});

async function start(): Promise<void> {
  const root = document.getElementById('app');
  if (!root) throw new Error('a page without a place for the app');
  const words = await startWords();
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={words}>
        <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}

void start();
