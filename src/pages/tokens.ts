import type { IThemeManager } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import type { CommandRegistry } from '@lumino/commands';
import type { ILab } from '../api/tokens';

/** What every page in the main area is given. */
export interface IPageContext {
  readonly lab: ILab;
  readonly commands: CommandRegistry;
  readonly rendermime: IRenderMimeRegistry;
  /** Canvases redraw when its theme changes. */
  readonly themes: IThemeManager | null;
  readonly trans: TranslationBundle;
}

export const IPageContext = new Token<IPageContext>(
  'mlops-lab:IPageContext',
  'What pages of MLOps Lab in the main area are given.'
);

/** The commands that open pages, and their arguments. */
export const PageCommands = {
  /** `{project?: string, experiment_id?: string, filter?: string}`: the panel, with that question */
  show: 'mlops-lab:show-experiments',
  /** `{run_id: string}` */
  openRun: 'mlops-lab:open-run',
  /** `{run_ids: string[], baseline?: string}` */
  compare: 'mlops-lab:compare',
  /** `{run_id: string}`: make the cell that made a run go on with it */
  resume: 'mlops-lab:resume-run',
  /** `{project: string, name: string, version?: number}` */
  openModel: 'mlops-lab:open-model',
  /** `{project: string, transition_id: string}` */
  openReview: 'mlops-lab:open-review',
  /** `{project: string, name: string, version: number, target: string}`: ask for it, after saying what it will do */
  promote: 'mlops-lab:promote',
  /** `{project: string, run_id: string}`: make a version of what a run logged */
  register: 'mlops-lab:register-run',
  /** `{project?: string, section?: 'policy' | 'roles' | 'audit'}` */
  openGovernance: 'mlops-lab:open-governance',
  /** `{project?: string}`: the sidebar's tab of models, with what waits for the person */
  showModels: 'mlops-lab:show-models',
  /** `{search?: string}`: what the query of an address names */
  openLink: 'mlops-lab:open-link'
} as const;
