import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { Api } from './client';

/** One thing that happened on the server. */
export interface IChange {
  /** Whom it concerns: `run:ID`, `experiment:ID`, `project:NAME` or `notebook:PATH`. */
  topic: string;
  /** What happened, as `noun.verb`: `run.created`, `run.updated`, `run.points` … */
  kind: string;
  /** Details; changes of runs hold `run_id` and `experiment_id`. */
  data: Record<string, unknown>;
}

/** The newest state of series, as a change of kind `run.points` has it under `keys`. */
export type FreshPoints = Record<
  string,
  { last: number | 'NaN' | 'Infinity' | '-Infinity'; last_step: number; count: number }
>;

/** Who hears of changes. */
export interface ILiveListener {
  /** Changes of the topics asked for, oldest first. */
  changed(changes: IChange[]): void;
  /** Changes were missed: ask the server anew. */
  reload(): void;
}

/** The live channel: changes as they happen, nothing polled. */
export interface ILive {
  /** Whether the server can be heard now. */
  readonly connected: boolean;
  readonly connectedChanged: ISignal<ILive, boolean>;
  /** Hear of changes of `topics` until the returned thing is disposed of. */
  listen(topics: readonly string[], listener: ILiveListener): IDisposable;
}

/** The server, as every part of the front end reaches it. */
export interface ILab {
  readonly api: Api;
  readonly live: ILive;
}

export const ILab = new Token<ILab>(
  'mlops-lab:ILab',
  'The MLOps Lab server: its HTTP API and its live channel.'
);
