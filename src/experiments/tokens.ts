import type { Experiment, KeyNames, Project, Run, SavedView } from '../api/types';

/** Runs that are compared at once, as the server bounds it. */
export const MOST_COMPARED = 1000;

/** How runs are asked for and shown; what a saved view keeps. */
export interface IRunQuery {
  /** A filter in the search grammar, or nothing. */
  readonly filter: string;
  /** What to order by, such as `metrics.auc DESC`; nothing: the newest first. */
  readonly orderBy: string;
  /** The metrics that have columns; null: the ones that most runs have. */
  readonly metrics: readonly string[] | null;
  /** The params that have columns. */
  readonly params: readonly string[];
  /** The param whose values make groups, or nothing. */
  readonly groupBy: string;
  /** Show what was deleted instead. */
  readonly deleted: boolean;
}

export const EVERYTHING: IRunQuery = {
  filter: '',
  orderBy: '',
  metrics: null,
  params: [],
  groupBy: '',
  deleted: false
};

/** What the panel remembers from one day to the next. */
export interface IPanelMemory {
  readonly project: string;
  /** null: all experiments of the project. */
  readonly experimentId: string | null;
  readonly query: IRunQuery;
  readonly baselineId: string | null;
  /** Widths of columns that somebody changed, in pixels. */
  readonly widths: Readonly<Record<string, number>>;
}

/** What the panel shows around the list. */
export interface IPanelState extends IPanelMemory {
  readonly projects: readonly Project[];
  readonly experiments: readonly Experiment[];
  readonly keys: KeyNames;
  readonly views: readonly SavedView[];
  /** The saved view that `query` was taken from, while it is as it was saved. */
  readonly viewId: string | null;
  readonly baseline: Run | null;
  /** Whether projects and experiments are known. */
  readonly ready: boolean;
  /** Why they are not, in words for the person. */
  readonly error: string | null;
}

/** What the panel does outside of itself. */
export interface IPanelActions {
  readonly openRun: (runId: string) => void;
  readonly compare: (runIds: readonly string[], baseline: string | null) => void;
}

/** The question that a list of runs answers. */
export interface IRunQuestion {
  readonly project: string;
  readonly experimentIds: readonly string[] | null;
  readonly filter: string;
  readonly orderBy: string;
  readonly deleted: boolean;
  readonly metricKeys: readonly string[];
  readonly paramKeys: readonly string[];
}

/** Mean and spread of a metric over a group's runs. */
export interface ISpread {
  readonly mean: number;
  /** Sample standard deviation; null for a single run. */
  readonly std: number | null;
  readonly count: number;
}

/** Runs that share a param's value. */
export interface IRunGroup {
  /** null: the runs that lack the param. */
  readonly value: string | null;
  readonly runIds: readonly string[];
  readonly metrics: Readonly<Record<string, ISpread>>;
}
