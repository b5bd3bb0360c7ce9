import { oneTimeCode, CookieJar } from '../../libs/identity/src/sign-in/testing/browser.js';
import { SoftPasskey } from '../../libs/identity/src/sign-in/testing/authenticator.js';
import { pick, type Answer } from '../../apps/cli/src/api-client.js';
import type { Installation } from '../support/installation.js';
import { signedIn, type Caller } from '../support/roles.js';

export const PASSWORD = 'grüner Tee um vier';
/** One step of one-time codes, in milliseconds. */
const STEP = 30_000;

/** Somebody who has signed in, and can again. */
export interface Account extends Omit<Caller, 'name'> {
  readonly id: string;
  readonly email: string;
}
type Headers = Caller['headers'];

/** What an answer wants to be kept, beside what was kept before. */
const cookiesAfter = (answer: Answer, before = ''): string => {
  const jar = new CookieJar();
  for (const value of answer.headers.getSetCookie()) jar.header('set-cookie', value);
  return [before, jar.text].filter(Boolean).join('; ');
};

/** An answer that what follows needs: one that refuses is an error that says so. */
function succeeded(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`signing in: ${answer.status} ${answer.text}`);
  return answer;
}

/** People of one practice who sign in by themselves: with passwords, apps, passkeys and recovery codes. */
export class Accounts {
  private readonly kept = new Map<string, { readonly account: Account; uses: number }>();
  private readonly passkeys = new Map<string, SoftPasskey>();
  private visitors = 0;

  constructor(
    private readonly art33: Installation,
    private readonly practice: string,
  ) {}

  /** A visitor whom nobody has seen: after too many failures from one address, it is made to wait. */
  visitor(): Headers {
    this.visitors += 1;
    const address = `10.${(this.visitors >> 16) & 255}.${(this.visitors >> 8) & 255}.${this.visitors & 255}`;
    return { Origin: this.art33.url, 'X-Forwarded-For': address };
  }

  /** Somebody with a password. */
  async fresh(): Promise<Account> {
    const { api, headers } = await signedIn(this.art33, this.practice, 'controller', 'contact');
    const { person } = (await api.read('me', headers)) as { readonly person: { id: string; email: string } };
    await api.done('put', 'me/password', { newPassword: PASSWORD }, headers);
    return { ...person, api, headers: { ...headers, ...this.visitor() } };
  }

  /** The same one for so many uses: there are only so many factors, and so many failures. */
  async of(purpose: string, uses: number, prepare?: (account: Account) => Promise<unknown>): Promise<Account> {
    const found = this.kept.get(purpose);
    if (found && found.uses < uses) {
      found.uses += 1;
      return found.account;
    }
    const account = await this.fresh();
    await prepare?.(account);
    this.kept.set(purpose, { account, uses: 1 });
    return account;
  }

  /** An app that is offered, and what it shows so many steps from now. */
  async offered({ api, headers }: Account): Promise<{ enrolment: string; code: (steps?: number) => string }> {
    const { enrolment, secret } = (await api.done('post', 'me/factors/totp-offer', {}, headers)) as {
      readonly enrolment: string;
      readonly secret: string;
    };
    const plain = secret.replaceAll(' ', '');
    return { enrolment, code: (steps = 0) => oneTimeCode(plain, this.art33.clock.now() + steps * STEP) };
  }

  /** Adds an app by the code of half a minute ago, which is still taken; gives the code of now. */
  addApp = async (account: Account): Promise<string> => {
    const { enrolment, code } = await this.offered(account);
    await account.api.done('post', 'me/factors/totp', { enrolment, code: code(-1) }, account.headers);
    return code();
  };

  /** A new passkey's answer, and whose cookies it comes with. */
  async newPasskey(account: Account): Promise<{ passkey: SoftPasskey; response: object; by: Headers }> {
    const { api, headers } = account;
    const asked = succeeded(await api.post('me/factors/passkey-options', {}, headers));
    const passkey = new SoftPasskey(this.art33.url);
    const response = passkey.create(pick(asked.body, 'options'));
    return { passkey, response, by: { ...headers, Cookie: cookiesAfter(asked, headers['Cookie']) } };
  }

  addPasskey = async (account: Account): Promise<void> => {
    const { passkey, response, by } = await this.newPasskey(account);
    await account.api.done('post', 'me/factors/passkeys', { response, label: 'x' }, by);
    this.passkeys.set(account.id, passkey);
  };

  /** What the passkey of an account answers to a browser that asks anew. */
  async passkeyAnswer({ id, api }: Account): Promise<{ response: object; by: Headers }> {
    const visitor = this.visitor();
    const asked = succeeded(await api.post('sign-in/passkey-options', {}, visitor));
    const passkey = this.passkeys.get(id);
    if (!passkey) throw new Error('this account has no passkey');
    return { response: passkey.get(pick(asked.body, 'options')), by: { ...visitor, Cookie: cookiesAfter(asked) } };
  }

  /** Shows the password; gives what the next request carries. */
  async withPassword({ api, email }: Account): Promise<Headers> {
    const visitor = this.visitor();
    const answer = succeeded(await api.post('sign-in', { email, password: PASSWORD }, visitor));
    return { ...visitor, Cookie: cookiesAfter(answer) };
  }
}
