/*
 * Hands on what somebody clicks on outside the page. It answers no request and keeps nothing: what the desk shows must be
 * current. Registered by whoever turns notifications on, and gone with them.
 */
self.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(lead(notification.data));
});

/** To the tab that is open, without loading it anew; else into one of its own. */
async function lead({ path }) {
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tab = tabs.find(({ url }) => new URL(url).pathname.startsWith('/app'));
  if (tab === undefined) return self.clients.openWindow(path);
  tab.postMessage({ path });
  return tab.focus();
}
