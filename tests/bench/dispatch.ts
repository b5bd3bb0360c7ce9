import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock, toInstant } from '@art33/event-log';
import { registerMany } from '../support/many.js';
import { known, logIncident } from '../support/story.js';
import { Companion } from './companion.js';
import { number, stated, within, type Bench } from './finding.js';
import { startInstallation, type MailServerPlace } from './installation.js';
import { runJob } from './jobs.js';
import { delayDuring, residentMemory, secondsOf } from './measure.js';

/** One incident's notices, each with its letter and its notice.json, to a mail server in another process. */
export const dispatch: Bench = {
  name: 'dispatch',
  async run(scale, { folder, say }) {
    const count = scale.of(10_000, 30);
    const { companion, said } = await Companion.start<MailServerPlace>(['mail']);
    const taken = () => companion.ask<{ readonly taken: number; readonly bytes: number }>('taken');
    const dataDirectory = join(folder, 'data');
    const installation = await startInstallation({ dataDirectory, clock: systemClock, mail: said });
    const { service, processor, stop } = installation;
    say(`registering ${count} controllers`);
    await registerMany(installation, processor, count, () => true);
    await service.settled();
    const awareness = [known('suspicion-known', toInstant(systemClock.now()))];
    const incidentId = await logIncident(processor, { awareness });
    await processor.api.done('post', `incidents/${incidentId}/affected`, { terms: processor.termsId });
    await service.settled();
    await runJob(processor, incidentId, 'draft');
    await runJob(processor, incidentId, 'approve');
    say('sending');
    const before = residentMemory();
    let memory = before;
    const watching = setInterval(() => (memory = Math.max(memory, residentMemory())), 200);
    let seconds = 0;
    const delay = await delayDuring(async () => {
      seconds = await secondsOf(async () => {
        await runJob(processor, incidentId, 'send');
        for (let told = 0; (await taken()).taken < count; await sleep(100)) {
          const now = (await taken()).taken;
          if (now - told < count / 5) continue;
          told = now;
          say(`${told} mails`);
        }
      });
    });
    clearInterval(watching);
    await service.settled();
    const { taken: mails, bytes } = await taken();
    if (mails !== count) throw new Error(`${mails} mails for ${count} notices`);
    await stop();
    await companion.kill();
    return [
      within(
        `${number(count)} approved notices with PDF, until a local SMTP server has taken the last`,
        seconds / 60,
        5,
        'min',
      ),
      stated('mails per second', number(count / seconds)),
      stated('size of a mail', `${number(bytes / mails / 1024)} KiB`),
      stated('event-loop delay p99.9 meanwhile', `${number(delay)} ms`),
      stated('resident memory before and at its highest', `${number(before)} MiB, ${number(memory)} MiB`),
    ];
  },
};
