import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './styles.css';
import './components/timeline/timeline.css';
import './components/approvals/approvals.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { ApiError } from './api/client.ts';
import { BrokenPage } from './pages/BrokenPage.tsx';
import { AppRoutes } from './routes.tsx';
import { cssVariables, theme } from './theme.ts';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      // What the server refused it will refuse again; only what may pass by itself is tried twice more.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && isRefusal(error)),
    },
  },
});

function isRefusal({ status }: ApiError): boolean {
  return status >= 400 && status < 500;
}

// One route of the router for all of ours: it is what can hold a navigation back.
const router = createBrowserRouter([{ path: '*', Component: AppRoutes, ErrorBoundary: BrokenPage }]);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
