/**
 * After an update of the server, an open tab asks for parts that are gone. If the page there now begins with another
 * script, load it; if the network is just down, stay: what is on screen is still good.
 */
export function reloadForNewVersion(): void {
  addEventListener('vite:preloadError', () => {
    const own = document.querySelector('script[type="module"][src]')?.getAttribute('src');
    void fetch('/', { cache: 'no-store' })
      .then((response) => (response.ok ? response.text() : undefined))
      .then((page) => {
        if (own && page && !page.includes(own)) location.reload();
      })
      .catch(() => undefined);
  });
}
