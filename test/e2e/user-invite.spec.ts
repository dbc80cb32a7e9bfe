import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BuiltServer, runToEnd, tempFolder } from '../support/built-server.js';

describe('user invite', () => {
  const folder = tempFolder();
  let server: BuiltServer;

  beforeAll(async () => {
    server = await BuiltServer.start({ DATA_DIR: folder.path, DEMO: 'on' });
  }, 180_000);

  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });

  const invite = (email: string, ...more: string[]) =>
    runToEnd('cli', ['user', 'invite', '--email', email, '--name', 'Alder', '--role', 'practitioner', ...more], server.env);
  /** Who signs in with the link that was printed. */
  const signIn = async (link: string) => {
    const response = await fetch(`${server.url}/api/v1/session/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ token: link.trim().split('#token=')[1], password: 'quiet otter by the lake' }),
    });
    expect(response.status).toBe(201);
    const { user } = (await response.json()) as { user: { role: string; practitionerId?: string } };
    return user;
  };

  it('links the account to a practitioner, by name or by id', async () => {
    const byName = await invite('one@example.org', '--practitioner', 'dr. alder finch');
    expect(byName).toMatchObject({ code: 0, stderr: '' });
    const { practitionerId } = await signIn(byName.stdout);
    expect(practitionerId).toMatch(/./);
    const byId = await invite('two@example.org', '--practitioner', practitionerId!);
    expect(await signIn(byId.stdout)).toMatchObject({ role: 'practitioner', practitionerId });
    expect((await signIn((await invite('three@example.org')).stdout)).practitionerId).toBeUndefined();
  }, 60_000);

  it('names the practitioners that there are when it knows none like that', async () => {
    const unknown = await invite('four@example.org', '--practitioner', 'Dr. Nobody');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^--practitioner: there is no "Dr\. Nobody"\. One of:\n/);
    expect(unknown.stderr).toMatch(/^ {2}\S+ {2}Dr\. Alder Finch, DC$/m);
  }, 60_000);
});
