import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePorts, PORT_TRIES } from './built-server.js';

/** Not everybody has it in their PATH. */
const DOVECOT = existsSync('/usr/sbin/dovecot') ? '/usr/sbin/dovecot' : 'dovecot';
const USER = 'desk@clinic.example';
const PASSWORD = 'correct_horse';
const START_MS = 60_000;
/** Whose files the mails are when it runs as root: Dovecot hands out no mails of root. */
const NOBODY = 65534;

/** Why there is none on this machine; `undefined`: there is one. */
export function whyNoImap(): string | undefined {
  return spawnSync(DOVECOT, ['--version']).status === 0 ? undefined : 'dovecot is not installed (Debian: dovecot-imapd)';
}

/** A real IMAP server on this machine (Dovecot) with one mailbox. */
export class ImapServer {
  readonly password = PASSWORD;
  private mails = 0;

  private constructor(
    private readonly dir: string,
    private readonly process: ChildProcess,
    readonly port: number,
    /** With a certificate that nobody has signed. */
    readonly tlsPort: number,
  ) {}

  static async start(): Promise<ImapServer> {
    for (let tries = 1; ; tries++) {
      const server = await ImapServer.launch();
      try {
        await server.listens();
        return server;
      } catch (error) {
        await server.close();
        if (tries === PORT_TRIES || !/Address already in use/.test((error as Error).message)) throw error;
      }
    }
  }

  private static async launch(): Promise<ImapServer> {
    const dir = mkdtempSync(join(tmpdir(), 'imap-'));
    // The login processes are of another user.
    chmodSync(dir, 0o755);
    const [port, tlsPort] = (await freePorts(2)) as [number, number];
    writeFileSync(join(dir, 'dovecot.conf'), configuration(dir, port, tlsPort));
    makeCertificate(dir);
    const process = spawn(DOVECOT, ['-F', '-c', join(dir, 'dovecot.conf')], { stdio: 'ignore' });
    const server = new ImapServer(dir, process, port, tlsPort);
    server.makeFolder('INBOX');
    return server;
  }

  /** BOUNCES_URL for a folder. */
  url(folder = 'INBOX', password = this.password): string {
    return `imap://${encodeURIComponent(USER)}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${encodeURIComponent(folder)}`;
  }

  makeFolder(folder: string): void {
    for (const part of ['', 'cur', 'new', 'tmp']) {
      const path = join(this.folderPath(folder), part);
      mkdirSync(path, { recursive: true });
      giveAway(path);
    }
  }

  /** It and its mails are gone, and its numbers with it. */
  removeFolder(folder: string): void {
    rmSync(this.folderPath(folder), { recursive: true, force: true });
  }

  /** Puts a mail there as a delivery agent does. */
  deliver(source: string, folder = 'INBOX'): void {
    const path = join(this.folderPath(folder), 'new', `${String(++this.mails).padStart(6, '0')}.M${this.mails}P1.host`);
    writeFileSync(path, source.replace(/\r?\n/g, '\r\n'));
    giveAway(path);
  }

  /** The files of the mails that carry flags. */
  flags(folder = 'INBOX'): string {
    return spawnSync('find', [this.folderPath(folder), '-type', 'f', '-name', '*:2,?*']).stdout.toString();
  }

  async close(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill('SIGTERM');
      await gone;
    }
    rmSync(this.dir, { recursive: true, force: true });
  }

  private folderPath(folder: string): string {
    return folder === 'INBOX' ? join(this.dir, 'mail') : join(this.dir, 'mail', `.${folder.replaceAll('/', '.')}`);
  }

  private async listens(): Promise<void> {
    const end = performance.now() + START_MS;
    while (!(await answers(this.port))) {
      if (performance.now() > end || this.process.exitCode !== null) {
        const log = join(this.dir, 'log');
        throw new Error(`dovecot does not listen: ${existsSync(log) ? readFileSync(log, 'utf8') : 'it says nothing'}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function isRoot(): boolean {
  return userInfo().uid === 0;
}

function giveAway(path: string): void {
  if (isRoot()) chownSync(path, NOBODY, NOBODY);
}

function configuration(dir: string, port: number, tlsPort: number): string {
  const { uid, gid, username } = userInfo();
  const [ownUid, ownGid] = isRoot() ? [NOBODY, NOBODY] : [uid, gid];
  const users = isRoot() ? '' : `default_internal_user = ${username}\ndefault_login_user = ${username}\n`;
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <${dir}/cert.pem
ssl_key = <${dir}/key.pem
ssl_dh =
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:${dir}/mail
first_valid_uid = 1
${users}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${ownUid} gid=${ownGid} home=${dir}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
}
`;
}

function makeCertificate(dir: string): void {
  const names = ['-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem'), '-subj', '/CN=127.0.0.1'];
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names]);
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr.toString()}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
