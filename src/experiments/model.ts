import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { isAbort, messageOf } from '../api/errors';
import type { IChange, ILab } from '../api/tokens';
import type { KeyNames, Run, SavedView } from '../api/types';
import { Store } from '../components/store';
import { Groups } from './groups';
import { withPoints } from './patch';
import { RunList } from './runlist';
import { type IRowSource, Selection } from './selection';
import { EVERYTHING, type IPanelMemory, type IPanelState, type IRunQuery } from './tokens';

const MEMORY = 'mlops-lab:experiments';
const NO_KEYS: KeyNames = { metrics: [], params: [], tags: [] };
const COLUMNS_OF_THEMSELVES = 3;
const KEYS_SETTLE_MS = 800;
const SAVE_MS = 400;
const MOST_TOPICS = 500;
/** Runs that are deleted or restored by one request. */
const PART = 2000;

/** The Experiments panel without its screen: which runs are asked for, and what is remembered. */
export class ExperimentsModel extends Store<IPanelState> {
  constructor(lab: ILab, memory: IStateDB | null, project: string) {
    super({
      project,
      experimentId: null,
      query: EVERYTHING,
      baselineId: null,
      widths: {},
      projects: [],
      experiments: [],
      keys: NO_KEYS,
      views: [],
      viewId: null,
      baseline: null,
      ready: false,
      error: null
    });
    this.lab = lab;
    this._memory = memory;
    this.runs = new RunList(lab.api);
    this.groups = new Groups(lab.api);
  }

  readonly lab: ILab;
  readonly runs: RunList;
  readonly groups: Groups;
  readonly selection = new Selection();
  /** The rows of the list, for choosing. */
  readonly rows: IRowSource = {
    runAt: row => this.runs.row(row)?.run_id,
    read: (first, last, signal) => this.runs.ids(first, last, signal)
  };

  /** The metrics that have columns now. */
  get metricKeys(): readonly string[] {
    const { query, keys } = this.state;
    return (
      query.metrics ??
      keys.metrics.filter(key => !key.startsWith('system/')).slice(0, COLUMNS_OF_THEMSELVES)
    );
  }

  /** The experiments in question; null: all of the project. */
  get experimentIds(): readonly string[] | null {
    const { experimentId } = this.state;
    return experimentId === null ? null : [experimentId];
  }

  /** Begin to work: somebody looks. */
  async wake(): Promise<void> {
    if (this._awake) {
      return;
    }
    this._awake = true;
    await this.recall();
    await this.load();
  }

  /** Stop all work: nobody looks. */
  sleep(): void {
    this._awake = false;
    this._ears?.dispose();
    this._ears = null;
    this._call.abort();
    window.clearTimeout(this._keysSoon);
    this.runs.pause();
    this.groups.pause();
  }

  /** Take up what was remembered, once. */
  async recall(): Promise<void> {
    if (this._remembered) {
      return;
    }
    this._remembered = true;
    const found = (await this._memory?.fetch(MEMORY)) as unknown as
      Partial<IPanelMemory> | undefined;
    if (found) {
      this.set({ ...found, query: { ...EVERYTHING, ...found.query } });
    }
  }

  /** Read projects and experiments anew, then the runs. */
  async load(): Promise<void> {
    if (!this._awake) {
      return;
    }
    this._call.abort();
    this._call = new AbortController();
    const { signal } = this._call;
    const { api } = this.lab;
    try {
      const projects = await api.projects();
      const known = projects.some(one => one.name === this.state.project);
      const project = known ? this.state.project : (projects[0]?.name ?? 'default');
      const [experiments, views] = await Promise.all([
        api.experiments(project),
        api.views(project)
      ]);
      if (signal.aborted) {
        return;
      }
      const { experimentId } = this.state;
      const there = experiments.some(one => one.experiment_id === experimentId);
      this.set({
        projects,
        project,
        experiments,
        views,
        experimentId: there ? experimentId : null,
        ready: true,
        error: null
      });
      this._listen();
      await this._readKeys(signal);
      this.ask();
      await this._readBaseline(signal);
    } catch (error) {
      if (!isAbort(error) && !signal.aborted) {
        this.set({ ready: true, error: messageOf(error) });
      }
    }
  }

  chooseProject(project: string): void {
    this.selection.clear();
    this._remember({ project, experimentId: null, query: EVERYTHING, baselineId: null });
    this.set({ viewId: null, baseline: null, keys: NO_KEYS });
    void this.load();
  }

  chooseExperiment(experimentId: string | null): void {
    this.selection.clear();
    this._remember({ experimentId });
    void this.load();
  }

  /** Go to another place, with its own filter; what is not named stays. */
  go(project?: string, experimentId?: string, filter?: string): void {
    if (project === undefined && experimentId === undefined && filter === undefined) {
      return;
    }
    this.selection.clear();
    if (project !== undefined && project !== this.state.project) {
      this._remember({ project, experimentId: null, query: EVERYTHING, baselineId: null });
      this.set({ baseline: null, keys: NO_KEYS });
    }
    const query = { ...this.state.query, deleted: false, groupBy: '' };
    this._remember({
      experimentId: experimentId ?? (filter === undefined ? this.state.experimentId : null),
      query: { ...query, filter: filter ?? query.filter }
    });
    this.set({ viewId: null });
    void this.load();
  }

  /** Change the question. */
  change(part: Partial<IRunQuery>): void {
    this._remember({ query: { ...this.state.query, ...part } });
    this.set({ viewId: null });
    this.ask();
  }

  useView(view: SavedView): void {
    this._remember({ query: { ...EVERYTHING, ...view.query } });
    this.set({ viewId: view.view_id });
    this.ask();
  }

  async saveView(name: string): Promise<void> {
    const { project, query, views } = this.state;
    const existing = views.find(view => view.name === name);
    const content = { ...query, metrics: [...this.metricKeys] };
    const view = existing
      ? await this.lab.api.updateView(existing.view_id, { query: content })
      : await this.lab.api.saveView(project, name, content);
    this.set({ views: await this.lab.api.views(project), viewId: view.view_id });
  }

  async deleteView(viewId: string): Promise<void> {
    await this.lab.api.deleteView(viewId);
    this.set({ views: await this.lab.api.views(this.state.project), viewId: null });
  }

  /** Hold the others against this run; null: against none. */
  async pin(runId: string | null): Promise<void> {
    this._remember({ baselineId: runId });
    this.set({ baseline: null });
    await this._readBaseline(this._call.signal);
  }

  resize(widths: Readonly<Record<string, number>>): void {
    this._remember({ widths });
  }

  /** Hide runs, in parts where they are many; `told` hears how many are done. */
  async deleteRuns(runIds: readonly string[], told?: (done: number) => void): Promise<void> {
    await this._inParts(runIds, part => this.lab.api.deleteRuns(part), told);
  }

  async restoreRuns(runIds: readonly string[], told?: (done: number) => void): Promise<void> {
    await this._inParts(runIds, part => this.lab.api.restoreRuns(part), told);
  }

  private async _inParts(
    runIds: readonly string[],
    work: (part: string[]) => Promise<void>,
    told?: (done: number) => void
  ): Promise<void> {
    try {
      for (let from = 0; from < runIds.length; from += PART) {
        told?.(from);
        await work(runIds.slice(from, from + PART));
      }
    } finally {
      this.selection.clear();
      this.runs.reload();
    }
  }

  /** Fetch what the question asks for. */
  ask(): void {
    if (!this._awake) {
      return;
    }
    const { project, query } = this.state;
    const question = {
      project,
      experimentIds: this.experimentIds,
      filter: query.filter,
      orderBy: query.orderBy,
      deleted: query.deleted,
      metricKeys: this.metricKeys,
      paramKeys: query.params
    };
    if (query.groupBy) {
      this.runs.pause();
      this.groups.ask(question, query.groupBy);
    } else {
      this.groups.pause();
      this.runs.ask(question);
    }
  }

  private _listen(): void {
    this._ears?.dispose();
    const { project, experimentId, experiments } = this.state;
    const ids =
      experimentId === null
        ? experiments.slice(0, MOST_TOPICS).map(one => one.experiment_id)
        : [experimentId];
    const topics = [`project:${project}`, ...ids.map(id => `experiment:${id}`)];
    this._ears = this.lab.live.listen(topics, {
      changed: changes => this._hear(changes),
      reload: () => void this.load()
    });
  }

  private _hear(changes: readonly IChange[]): void {
    if (changes.some(({ kind }) => /^(experiment|project|views)\./.test(kind))) {
      void this._readAround();
    }
    const aboutRuns = changes.filter(({ kind }) => kind.startsWith('run.'));
    if (this.state.query.groupBy) {
      this.groups.hear(aboutRuns);
    } else {
      this.runs.hear(aboutRuns);
    }
    this._hearOfBaseline(aboutRuns);
    const metrics = new Set(this.state.keys.metrics);
    const unknown = aboutRuns.some(({ data }) =>
      Object.keys((data['keys'] as object | undefined) ?? {}).some(key => !metrics.has(key))
    );
    if (unknown) {
      window.clearTimeout(this._keysSoon);
      this._keysSoon = window.setTimeout(() => void this._newKeys(), KEYS_SETTLE_MS);
    }
  }

  private _hearOfBaseline(changes: readonly IChange[]): void {
    const { baseline } = this.state;
    const mine = changes.filter(
      ({ kind, data }) => kind === 'run.points' && data['run_id'] === baseline?.run_id
    );
    if (baseline && mine.length > 0) {
      const points = (run: Run, { data }: IChange) =>
        withPoints(run, data['keys'] as Parameters<typeof withPoints>[1], this.metricKeys);
      this.set({ baseline: mine.reduce(points, baseline) });
    }
  }

  /** Read what the pickers offer anew; the runs stay. */
  private async _readAround(): Promise<void> {
    const { project, experiments } = this.state;
    const { api } = this.lab;
    try {
      const [projects, found, views] = await Promise.all([
        api.projects(),
        api.experiments(project),
        api.views(project)
      ]);
      if (this._awake && project === this.state.project) {
        this.set({ projects, experiments: found, views });
        const known = new Set(experiments.map(one => one.experiment_id));
        if (this.state.experimentId === null && found.some(one => !known.has(one.experiment_id))) {
          this._listen();
          this.runs.hear([{ topic: '', kind: 'run.created', data: {} }]);
        }
      }
    } catch (error) {
      console.warn('MLOps Lab: experiments could not be read anew.', error);
    }
  }

  private async _readKeys(signal: AbortSignal): Promise<void> {
    const { project, experimentId } = this.state;
    const keys = await this.lab.api.keys(
      project,
      experimentId === null ? null : [experimentId],
      '',
      signal
    );
    this.set({ keys });
  }

  private async _newKeys(): Promise<void> {
    const before = this.metricKeys.join('\n');
    try {
      await this._readKeys(this._call.signal);
    } catch (error) {
      if (!isAbort(error)) {
        console.warn('MLOps Lab: the names of metrics could not be read anew.', error);
      }
    }
    if (before !== this.metricKeys.join('\n')) {
      this.ask();
    }
  }

  private async _readBaseline(signal: AbortSignal): Promise<void> {
    const { baselineId } = this.state;
    if (baselineId === null) {
      return;
    }
    try {
      const baseline = await this.lab.api.run(baselineId, signal);
      if (this.state.baselineId === baselineId) {
        this.set({ baseline });
      }
    } catch (error) {
      if (!isAbort(error)) {
        this._remember({ baselineId: null });
      }
    }
  }

  private _remember(part: Partial<IPanelMemory>): void {
    this.set(part);
    window.clearTimeout(this._saveSoon);
    this._saveSoon = window.setTimeout(() => {
      const { project, experimentId, query, baselineId, widths } = this.state;
      const memory = { project, experimentId, query, baselineId, widths };
      void this._memory?.save(
        MEMORY,
        JSON.parse(JSON.stringify(memory)) as ReadonlyPartialJSONObject
      );
    }, SAVE_MS);
  }

  private _memory: IStateDB | null;
  private _remembered = false;
  private _awake = false;
  private _ears: IDisposable | null = null;
  private _call = new AbortController();
  private _keysSoon = 0;
  private _saveSoon = 0;
}
