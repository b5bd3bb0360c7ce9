import type { WebhookSender } from '../sending/sender.js';
import { WebhookTest } from './harness.js';
import { Receiver } from './receiver.js';

export interface SenderUnderTest {
  readonly test: WebhookTest;
  readonly receiver: Receiver;
  readonly sender: WebhookSender;
}

/** A sender and somebody who receives, anew for each test of the surrounding file or `describe`. */
export function eachWithSender(use: (parts: SenderUnderTest) => void): void {
  let test: WebhookTest;
  let receiver: Receiver;
  beforeEach(async () => {
    test = await WebhookTest.open();
    receiver = await Receiver.start();
    use({ test, receiver, sender: await test.sender() });
  });
  afterEach(async () => {
    await test.close();
    await receiver.stop();
  });
}
