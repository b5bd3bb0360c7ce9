import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Companion } from './companion.js';
import { number, stated, within, type Bench } from './finding.js';
import { spreadOf } from './measure.js';
import { CROWD } from './members.js';

/** How often somebody asks for something else meanwhile, in milliseconds. */
const ASK_EVERY = 5;

/** What a service in a process of its own says when it is ready. */
interface Started {
  readonly url: string;
  readonly token: string;
}

/** What others notice while many sign in at once: each password takes a processor and 19 MiB for some ten milliseconds. */
export const signIn: Bench = {
  name: 'sign-in',
  async run(scale, room) {
    const { companion, said } = await Companion.start<Started>(['work', room.folder], {
      ...process.env,
      ART33_LIMITS: 'off',
    });
    await companion.ask('members');
    const crowd = await Companion.start(['crowd', said.url]);
    const others = new Others(said);
    // The first time everything is slower: nothing is compiled yet.
    await others.during(() => crowd.companion.ask('sign in'));
    others.taken();
    await others.during(() => sleep(scale.of(3_000, 200)));
    const alone = others.taken();
    const seconds: number[] = [];
    for (let round = 0; round < scale.rounds; round += 1)
      await others.during(async () => {
        seconds.push((await crowd.companion.ask<{ readonly seconds: number }>('sign in')).seconds);
      });
    const meanwhile = others.taken();
    await crowd.companion.kill();
    await companion.kill();
    return [
      stated('p99 of other requests while nobody signs in', `${number(percentile(alone, 99))} ms`),
      within(`p99 of other requests during ${CROWD} parallel sign-ins`, percentile(meanwhile, 99), 15, 'ms'),
      stated('so many other requests were answered meanwhile', number(meanwhile.length)),
      stated('the last of them is signed in after', `${number(spreadOf(seconds).median)} s`),
    ];
  },
};

const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
};

/** Somebody who lists incidents again and again, whatever others do, and takes the time. */
class Others {
  private readonly agent = new Agent({ keepAlive: true });
  private times: number[] = [];

  constructor(private readonly service: Started) {}

  /** Asks as long as `work` lasts, each time at its own moment, whether or not the one before was answered. */
  async during(work: () => Promise<unknown>): Promise<void> {
    const asked: Promise<void>[] = [];
    const timer = setInterval(() => asked.push(this.ask()), ASK_EVERY);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
    await Promise.all(asked);
  }

  /** How long each answer took since the last call, in milliseconds. */
  taken(): readonly number[] {
    const { times } = this;
    this.times = [];
    return times;
  }

  private ask(): Promise<void> {
    const begun = performance.now();
    const { url, token } = this.service;
    return new Promise((resolve, reject) => {
      const headers = { Authorization: `Bearer ${token}` };
      request(`${url}/api/v1/incidents?limit=20`, { agent: this.agent, headers }, (answer) => {
        answer.resume().once('end', () => {
          this.times.push(performance.now() - begun);
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`incidents were answered with ${answer.statusCode}`));
        });
      })
        .once('error', reject)
        .end();
    });
  }
}
