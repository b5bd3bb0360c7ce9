import { isErased, type Refusal, type Actor, type Decider, type Instant } from '@art33/event-log';
import { faultOfTemplates } from '@art33/parties';
import { conflict, notFound } from '../refusals.js';
import type { BulkResult, BulkTask, JobEvent, PauseReason } from './events.js';

export type JobCommandData =
  | {
      readonly type: 'begin';
      readonly incidentId: string;
      readonly by: Actor;
      readonly task: BulkTask;
      readonly notices: readonly string[] | null;
      readonly everyone: boolean;
      readonly total: number;
    }
  | { readonly type: 'advance'; readonly result: BulkResult }
  | { readonly type: 'pause'; readonly why: PauseReason }
  | { readonly type: 'resume' }
  | { readonly type: 'cancel' }
  | { readonly type: 'complete'; readonly result: BulkResult };

/** With the organisation on whose behalf the command is given. */
export type JobCommandBy = JobCommandData & { readonly onBehalfOf: string };

export type JobStatus = 'running' | 'paused' | 'cancelled' | 'completed';

export type BegunJob = Omit<Extract<JobEvent, { type: 'BulkBegun' }>['data'], 'at'> & { readonly begunAt: Instant };

export type JobState =
  { readonly status: 'none'; readonly job: null } | { readonly status: JobStatus; readonly job: BegunJob };

export const jobStream = (jobId: string): string => `bulk-${jobId}`;

const ended = () => conflict('job-ended', 'a job that has ended is not taken up again; start another one');

/** Whether the words of a task can be filled in; whoever works on few notices, or counts first, asks so too. */
export const faultOfTask = (task: BulkTask): Refusal | undefined =>
  task.what === 'draft' && task.templates && !isErased(task.templates) ? faultOfTemplates(task.templates) : undefined;

/** A job with many notices: running → paused → running → completed, or cancelled on the way. */
export const jobDecider: Decider<JobState, JobCommandBy, JobEvent> = {
  initialState: { status: 'none', job: null },
  evolve(state, event) {
    if (event.type === 'BulkBegun') {
      const { at: begunAt, ...job } = event.data;
      return { status: 'running', job: { ...job, begunAt } };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'BulkAdvanced':
        return state;
      case 'BulkPaused':
        return { ...state, status: 'paused' };
      case 'BulkResumed':
        return { ...state, status: 'running' };
      case 'BulkCancelled':
        return { ...state, status: 'cancelled' };
      case 'BulkCompleted':
        return { ...state, status: 'completed' };
    }
  },
  decide(command, state) {
    const { onBehalfOf: processorId, now: at } = command;
    if (command.type === 'begin') {
      const { incidentId, by, task, notices, everyone, total } = command;
      if (state.status !== 'none') return [];
      const fault = faultOfTask(task);
      if (fault) return fault;
      const data = { incidentId, processorId, by, task, notices, everyone, total, at };
      return [{ type: 'BulkBegun', data }];
    }
    if (state.status === 'none' || state.job.processorId !== processorId) return notFound();
    return decide(command, state.status, at);
  },
};

function decide(
  command: Exclude<JobCommandData, { type: 'begin' }>,
  status: JobStatus,
  at: Instant,
): readonly JobEvent[] | Refusal {
  switch (command.type) {
    case 'advance':
      return status === 'completed' ? [] : [{ type: 'BulkAdvanced', data: { ...command.result, at } }];
    case 'pause':
      if (status === 'paused') return [];
      return status === 'running' ? [{ type: 'BulkPaused', data: { why: command.why, at } }] : ended();
    case 'resume':
      if (status === 'running') return [];
      return status === 'paused' ? [{ type: 'BulkResumed', data: { at } }] : ended();
    case 'cancel':
      if (status === 'cancelled') return [];
      return status === 'completed' ? ended() : [{ type: 'BulkCancelled', data: { at } }];
    case 'complete':
      return status === 'running' ? [{ type: 'BulkCompleted', data: { ...command.result, at } }] : [];
  }
}
