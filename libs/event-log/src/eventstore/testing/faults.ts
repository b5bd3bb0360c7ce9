import { setTimeout as delay } from 'node:timers/promises';
import type { AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerDuplexStream, StatusObject } from '@grpc/grpc-js';
import type { AppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { notLeader, notReady } from './messages.js';
import type { Wire } from './wire.js';

/** An append is served as one that may be answered more than once, which a sound server never does. */
export type AppendCall = ServerDuplexStream<AppendReq, AppendResp>;

/** What goes wrong with an append whose events have all arrived. */
export type AppendFault =
  /** The connection ends without an answer; the events are written or not. */
  | { readonly is: 'cut'; readonly written: boolean }
  /**
   * The answer comes `ms` milliseconds later, which may be after the deadline or after the caller gave up. `written`: at
   * once, or only after these milliseconds.
   */
  | { readonly is: 'late'; readonly ms: number; readonly written: 'at once' | 'then' }
  | { readonly is: 'answered twice' }
  /** Refused: another node leads, on the loopback address. */
  | { readonly is: 'not leader'; readonly port: number }
  | { readonly is: 'not ready' }
  /** Refused with any status. */
  | { readonly is: 'refused'; readonly status: StatusObject };

interface Planned {
  readonly fault: AppendFault;
  readonly on: (stream: string) => boolean;
}

/** The faults that the next appends meet, in order. */
export class Faults {
  #planned: Planned[] = [];

  /** The next append meets it, or the next on a stream that fits, or the next so many. */
  next(fault: AppendFault, on: (stream: string) => boolean = () => true, times = 1): void {
    this.#planned.push(...Array.from({ length: times }, () => ({ fault, on })));
  }

  /** How many have not happened yet. */
  get left(): number {
    return this.#planned.length;
  }

  clear(): void {
    this.#planned = [];
  }

  take(stream: string): AppendFault | undefined {
    const index = this.#planned.findIndex(({ on }) => on(stream));
    return index < 0 ? undefined : this.#planned.splice(index, 1)[0]?.fault;
  }
}

/** Plays one. `write` decides on the events and gives the answer; `answer` sends one and ends the call. */
export async function play(
  fault: AppendFault,
  call: AppendCall,
  wire: Wire,
  write: () => AppendResp | StatusObject,
  answer: (answer: AppendResp | StatusObject, times?: number) => void,
): Promise<void> {
  switch (fault.is) {
    case 'cut':
      if (fault.written) write();
      return wire.cut();
    case 'late': {
      const early = fault.written === 'at once' ? write() : undefined;
      // A test that is over does not wait for it.
      await delay(fault.ms, undefined, { ref: false });
      return answer(early ?? write());
    }
    case 'answered twice':
      return answer(write(), 2);
    case 'not leader':
      return void call.emit('error', notLeader('127.0.0.1', fault.port));
    case 'not ready':
      return void call.emit('error', notReady());
    case 'refused':
      return void call.emit('error', fault.status);
  }
}
