import { runDemo } from '../../apps/cli/src/demo/run.js';
import { Teller } from '../../apps/cli/src/demo/teller.js';

/** Who is signed in, as far as it is looked at. */
interface Me {
  readonly person: { readonly name: string };
  readonly memberships: readonly { readonly name: string; readonly role: string }[];
}

/** Keeps what a terminal would show. */
class Paper {
  text = '';
  constructor(private readonly onText: (all: string) => void = () => undefined) {}
  write(text: string): void {
    this.text += text;
    this.onText(this.text);
  }
}

describe('npm run demo', () => {
  let exitCode: number;
  let sealedPage: string;
  const seen: unknown[] = [];
  const paper = new Paper((text) => {
    if (text.endsWith('Ctrl+C ends it and removes everything.\n')) void visitAndStop();
  });
  let stop: () => void;
  const stopped = new Promise<void>((resolve) => (stop = resolve));

  async function visitAndStop(): Promise<void> {
    const link = /an unopened notice +(\S+)/.exec(paper.text)?.[1] ?? '';
    try {
      sealedPage = await (await fetch(link)).text();
      for (const workplace of ['desk', 'portal', 'audit']) seen.push(await enter(workplace));
    } finally {
      stop();
    }
  }

  /** Where a workplace's link leads, and who is signed in there, twice: a link works more than once. */
  async function enter(workplace: string): Promise<unknown> {
    const door = new RegExp(`\\S+/${workplace}(?= )`).exec(paper.text)?.[0] ?? '';
    await fetch(door, { redirect: 'manual' });
    const led = await fetch(door, { redirect: 'manual' });
    const app = led.headers.get('location') ?? '';
    const Cookie = led.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const me = (await (await fetch(new URL('/api/v1/me', app), { headers: { Cookie } })).json()) as Me;
    return [new URL(app).pathname, me.person.name, me.memberships.map(({ name, role }) => `${role} of ${name}`)];
  }

  beforeAll(async () => {
    exitCode = await runDemo({ screen: paper, check: false, stopped });
  }, 240_000);

  it('tells its story, and every claim in it holds on the running system', () => {
    expect(paper.text.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(paper.text).toMatch(/^(\d+) of \1 claims hold/m);
    expect(exitCode).toBe(0);
  });
  it('leaves the service running, with pages to open, until it is stopped', () => {
    expect(sealedPage).toContain('ratiomedicus GmbH');
    expect(sealedPage).not.toContain('Microsoft');
  });
  it('ends with links that open the three workplaces for three people', () => {
    expect(seen).toEqual([
      ['/app/', 'Anna Meier', ['processor of ratiomedicus GmbH']],
      [
        '/app/',
        'Dr. Clara Vogel',
        expect.arrayContaining([expect.stringContaining('controller of Hausarztpraxis Am Kurpark')]),
      ],
      ['/app/', 'Jonas Brandt', ['auditor of ratiomedicus GmbH']],
    ]);
  });
  it('fits the terminal, and uses no colours where there is none', () => {
    const story = paper.text.slice(0, paper.text.indexOf('The service keeps running'));
    expect(story.split('\n').filter((line) => line.length > 92)).toEqual([]);
    expect(paper.text).not.toContain('\u001b');
  });
});

describe('npm run demo, stopped in the middle', () => {
  it('closes, claims nothing, and does not pass for a success', async () => {
    let stop = (): void => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    const paper = new Paper((text) => {
      if (text.includes('A suspicion at Microsoft')) stop();
    });
    expect(await runDemo({ screen: paper, check: true, stopped })).toBe(1);
    expect(paper.text).not.toContain('claims hold');
  });
});

describe('The teller of the demo', () => {
  it('shows a claim that does not hold with what was seen, and counts it', () => {
    const page = new Paper();
    const teller = new Teller(page);
    teller.equal('two and two', 4, 5);
    teller.equal('a list', ['x', null], ['x', undefined]);
    teller.summary(1);
    expect(teller.failures).toBe(1);
    expect(page.text).toContain('✗        two and two — seen: {"seen":4,"expected":5}');
    expect(page.text).toContain('1 of 2 claims hold');
  });
});
