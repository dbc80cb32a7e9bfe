import './styles.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { whenSignedOut } from './api/client';
import { queries, worthRetrying } from './api/queries';
import { warmUp } from './api/warm-up';
import { makeRouter } from './router';
import { reloadForNewVersion } from './shell/new-version';
import { cssVariables, theme } from './theme';

// Asked even when the browser believes to be offline: a press fails with words instead of waiting, and never works by itself later.
const networkMode = 'always';
const client = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode,
      refetchOnReconnect: true,
      staleTime: 30_000,
      retry: worthRetrying,
      retryDelay: (failures) => 400 * 2 ** failures,
    },
    mutations: { networkMode },
  },
});
const router = makeRouter(client);

void warmUp(client, new URL(location.href)).catch(() => undefined);

whenSignedOut(() => {
  if (router.state.location.pathname === '/sign-in') return;
  client.setQueryData(queries.session.queryKey, null);
  void router.navigate({ to: '/sign-in', search: { to: router.state.location.href, ended: true }, ignoreBlocker: true });
});

reloadForNewVersion();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
