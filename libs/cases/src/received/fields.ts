import { isInstantFault, parseStatedInstant, type StatedInstant } from '@art33/deadlines';

/** One thing wrong with a file: where, and which rule it breaks. */
export interface FileFault {
  readonly field: string;
  readonly rule: string;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CONTROLS = /[\p{Surrogate}\u0000]/u;

/**
 * Reads the fields of foreign JSON one by one and collects every fault; what is not asked for is passed over. Whatever it
 * returns may be used only where there were no faults.
 */
export class Fields {
  private constructor(
    private readonly value: unknown,
    private readonly path: string,
    readonly faults: FileFault[],
  ) {}

  static of(value: unknown): Fields {
    return new Fields(value, '', []);
  }

  private fault<T>(rule: string, stand: T): T {
    this.faults.push({ field: this.path, rule });
    return stand;
  }

  at(name: string): Fields {
    const { value } = this;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const inner =
      isObject && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    return new Fields(inner, this.path === '' ? name : `${this.path}.${name}`, this.faults);
  }

  text(most: number): string {
    const { value } = this;
    if (value === undefined) return this.fault('is missing', '');
    if (typeof value !== 'string' || value.trim() === '') return this.fault('is a text', '');
    if (value.length > most) return this.fault(`has at most ${most} characters`, '');
    return CONTROLS.test(value) ? this.fault('is well-formed text', '') : value;
  }

  uuid(): string {
    const { value } = this;
    return typeof value === 'string' && UUID.test(value) ? value : this.fault('is a UUID in lower case', '');
  }

  whole(least: number): number {
    const { value } = this;
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= least
      ? value
      : this.fault(`is a whole number from ${least}`, least);
  }

  yesOrNo(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fault('is true or false', false);
  }

  oneOf<T extends string>(values: readonly T[]): T {
    const found = values.find((one) => one === this.value);
    return found ?? this.fault(`is one of ${values.join(', ')}`, values[0] as T);
  }

  /** UTC, with milliseconds. */
  instant(): string {
    const stated = typeof this.value === 'string' ? parseStatedInstant(this.value) : undefined;
    return stated === undefined || isInstantFault(stated)
      ? this.fault('is an instant such as 2026-10-24T19:40:00.000Z', '')
      : stated.at;
  }

  stated(): StatedInstant {
    const stated = parseStatedInstant(this.value);
    return isInstantFault(stated)
      ? this.fault(stated.rule, { at: '', offset: '', zone: 'UTC', precision: 'exact' })
      : stated;
  }

  /** http or https, without user and password. */
  address(): string {
    const text = this.text(2_000);
    if (text === '') return '';
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const fits = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
    return fits ? text : this.fault('is an http or https address without a password', '');
  }

  hex(digits: { readonly least: number; readonly most: number }): string {
    const { value } = this;
    const { least, most } = digits;
    const fits =
      typeof value === 'string' && /^[0-9a-f]+$/.test(value) && value.length >= least && value.length <= most;
    return fits ? value : this.fault('is hexadecimal', '');
  }

  orNull<T>(read: (field: Fields) => T): T | null {
    return this.value === null || this.value === undefined ? null : read(this);
  }

  list<T>(most: number, read: (field: Fields) => T): readonly T[] {
    const { value } = this;
    if (!Array.isArray(value)) return this.fault('is a list', []);
    if (value.length > most) return this.fault(`has at most ${most} entries`, []);
    return value.map((item, index) => read(new Fields(item, `${this.path}.${index}`, this.faults)));
  }
}
