import { expect } from '@jest/globals';
import { BuiltServer, tempFolder } from '../support/built-server.js';
import { Coordinator } from '../support/coordinator.js';
import { describeDesk } from './desk.js';

describeDesk('the reference of the API', (desk) => {
  desk.story('is readable in a browser, without anything of another address', { cookie: '' }, async () => {
    const folder = tempFolder();
    const spotwork = await BuiltServer.start({ DATA_DIR: folder.path, DEMO: 'off' });
    const reader = await Coordinator.sitDown(desk.browser, spotwork, { path: '/icon.svg' });
    const asked: string[] = [];
    reader.page.on('request', (request) => asked.push(request.url()));
    try {
      await reader.page.goto('/api/docs');
      await reader.page.getByRole('heading', { name: /Spotwork scheduling API/ }).waitFor();
      await reader.page.getByPlaceholder('Filter by tag').fill('availability');
      await reader.click(reader.page.getByText('/api/v1/availability/search', { exact: true }));
      await reader.page.getByRole('heading', { name: 'Responses' }).waitFor();
      expect(asked.filter((url) => !url.startsWith(spotwork.url) && !url.startsWith('data:'))).toEqual([]);
      expect(reader.problems()).toEqual([]);
    } finally {
      await reader.leave();
      await spotwork.stop();
      folder.remove();
    }
  });
});
