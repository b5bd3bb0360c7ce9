import { ScimFault } from './fault.js';

/** How two values may be compared (RFC 7644, section 3.4.2.2). */
const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];
export type FilterValue = string | number | boolean | null;

/** A filter as it was meant. Names of attributes are in lower case: they are the same in any case. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly of: Filter }
  | { readonly kind: 'present'; readonly path: readonly string[] }
  | {
      readonly kind: 'compare';
      readonly path: readonly string[];
      readonly by: Comparison;
      readonly value: FilterValue;
    }
  /** One element of a list to which all of it applies: `emails[type eq "work"]`. */
  | { readonly kind: 'some'; readonly path: readonly string[]; readonly of: Filter };

const LONGEST = 2_000;
const DEEPEST = 20;
const TOKEN = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;

const wrong = (what: string): ScimFault => new ScimFault(400, 'invalidFilter', what);

/** Reads a filter. Throws `ScimFault` (`invalidFilter`) where it is none. */
export function readFilter(text: string): Filter {
  if (text.length > LONGEST) throw wrong(`a filter has at most ${LONGEST} characters`);
  const reader = new Reader(tokensOf(text));
  const filter = reader.either(0);
  reader.end();
  return filter;
}

/** `urn:…:User:userName` and `name.givenName` → the names in it, in lower case. Undefined where it is no path. */
export function pathIn(text: string): readonly string[] | undefined {
  const plain = text.slice(text.lastIndexOf(':') + 1);
  return /^[a-z$][\w$-]*(\.[a-z$][\w$-]*)?$/i.test(plain) ? plain.toLowerCase().split('.') : undefined;
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let from = 0; text.slice(from).trim() !== ''; from = TOKEN.lastIndex) {
    const match = TOKEN.exec(text);
    if (!match) throw wrong(`not understood from here on: ${text.slice(from, from + 40)}`);
    tokens.push((match[1] ?? match[2] ?? match[3]) as string);
  }
  return tokens;
}

/** Reads from left to right; `and` binds closer than `or` (RFC 7644, table 5). */
class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  either(depth: number): Filter {
    let left = this.both(depth);
    while (this.takes('or')) left = { kind: 'or', left, right: this.both(depth) };
    return left;
  }

  end(): void {
    if (this.at < this.tokens.length) throw wrong(`not expected here: ${this.tokens[this.at]}`);
  }

  private both(depth: number): Filter {
    let left = this.one(depth);
    while (this.takes('and')) left = { kind: 'and', left, right: this.one(depth) };
    return left;
  }

  private one(depth: number): Filter {
    if (depth >= DEEPEST) throw wrong(`parentheses are nested at most ${DEEPEST} deep`);
    if (this.takes('not')) {
      if (!this.takes('(')) throw wrong('not is followed by (');
      return { kind: 'not', of: this.closed(depth, ')') };
    }
    if (this.takes('(')) return this.closed(depth, ')');
    const path = this.path();
    if (this.takes('[')) return { kind: 'some', path, of: this.closed(depth, ']') };
    if (this.takes('pr')) return { kind: 'present', path };
    return { kind: 'compare', path, by: this.comparison(), value: this.value() };
  }

  private closed(depth: number, by: string): Filter {
    const inside = this.either(depth + 1);
    if (!this.takes(by)) throw wrong(`${by} is missing`);
    return inside;
  }

  private path(): readonly string[] {
    const token = this.next();
    const path = pathIn(token);
    if (!path) throw wrong(`no attribute: ${token}`);
    return path;
  }

  private comparison(): Comparison {
    const token = this.next();
    const by = COMPARISONS.find((each) => each === token.toLowerCase());
    if (!by) throw wrong(`one of ${COMPARISONS.join(', ')}, pr, not ${token}`);
    return by;
  }

  private value(): FilterValue {
    const token = this.next();
    // Some write True; JSON does not.
    if (/^(true|false|null)$/i.test(token)) return JSON.parse(token.toLowerCase()) as FilterValue;
    try {
      const value: unknown = JSON.parse(token);
      if (typeof value === 'string' || typeof value === 'number') return value;
    } catch {
      // falls through to the refusal
    }
    throw wrong(`a value is a "text", a number, true, false or null, not ${token}`);
  }

  private next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw wrong('it ends too early');
    return token;
  }

  private takes(wanted: string): boolean {
    if (this.tokens[this.at]?.toLowerCase() !== wanted) return false;
    this.at++;
    return true;
  }
}
