/** Injection token of `IntakeAddresses`. */
export const INTAKE_ADDRESSES = Symbol('IntakeAddresses');

/** Where this installation can be reached from outside. */
export interface IntakeAddresses {
  form(address: string): string;
  webhook(webhookId: string): string;
}

/** `publicUrl` without a slash at the end. */
export const intakeAddresses = (publicUrl: string): IntakeAddresses => ({
  form: (address) => `${publicUrl}/r/${address}`,
  webhook: (webhookId) => `${publicUrl}/api/v1/intake/${webhookId}`,
});
