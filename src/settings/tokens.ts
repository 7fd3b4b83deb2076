import { Token } from '@lumino/coreutils';
import type { Store } from '../components/store';

/** What people set, see `schema/plugin.json`. */
export interface ISettings {
  /** The project that the panel begins with. */
  readonly project: string;
  /** Whether cells that made runs carry a badge. */
  readonly badges: boolean;
  /** The metric on a badge; empty: the run's first. */
  readonly badgeMetric: string;
  /** Whether the status bar says what trains. */
  readonly statusBar: boolean;
}

export const DEFAULTS: ISettings = {
  project: 'default',
  badges: true,
  badgeMetric: '',
  statusBar: true
};

/** The settings as they are now, with a signal when they change. */
export type ILabSettings = Store<ISettings>;

export const ILabSettings = new Token<ILabSettings>(
  'mlops-lab:ILabSettings',
  'What people set for MLOps Lab.'
);
