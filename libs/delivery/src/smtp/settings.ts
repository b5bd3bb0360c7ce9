/** As whom the installation sends mail. */
export interface MailIdentity {
  /** The From header. */
  readonly from: { readonly name: string; readonly address: string };
  /** Domain of the return addresses (`bounce+<token>@…`) and of the Message-IDs. */
  readonly returnPathDomain: string;
}

/** How mail is handed over by SMTP. */
export interface SmtpSettings extends MailIdentity {
  readonly host: string;
  readonly port: number;
  /**
   * `implicit`: TLS from the first byte (port 465). `required`: STARTTLS or nothing. `opportunistic`: STARTTLS where it
   * is offered, whatever the certificate. `none`: never. The first two check the certificate.
   */
  readonly tls: 'implicit' | 'required' | 'opportunistic' | 'none';
  /** Certificates (PEM) of a private authority, beside those that Node.js knows. */
  readonly ca?: string;
  /** Under `opportunistic` the password goes only over TLS. */
  readonly auth?: { readonly user: string; readonly password: string };
  readonly ehloName: string;
  /** Whose server it is: a 250 of the `recipient`'s own server is a delivery, that of a `relay` a hand-over. */
  readonly transport: 'relay' | 'recipient';
  readonly timeouts?: SmtpTimeouts;
}

/** In milliseconds. */
export interface SmtpTimeouts {
  /** Name look-up, connecting, and setting the session up; default 30,000. */
  readonly connection?: number;
  /** Until the server's greeting; default 30,000. */
  readonly greeting?: number;
  /** Silence of the server at any later point; default 120,000. */
  readonly socket?: number;
}

const RETURN_ADDRESS = /^bounce\+([0-9a-f]{32})@(.+)$/i;

/** The return address of one message: whatever comes back to it names the message. */
export const returnAddress = (token: string, domain: string): string => `bounce+${token}@${domain}`;

/** The token in a return address, lower-case; undefined for any other address. */
export function tokenOf(address: string): string | undefined {
  return RETURN_ADDRESS.exec(address.trim())?.[1]?.toLowerCase();
}
