import type { Api } from '../api/client';
import {
  fromWire,
  type ModelState,
  type ModelVersion,
  type Run,
  type TargetState,
  type WireNumber
} from '../api/types';
import { quoted } from '../experiments/completion';
import type { ControlApi } from '../control/client';
import type { ModelsApi } from './client';

const SYSTEM = 'system/';

/** Last values of metrics of a version's run, by key. */
export type Figures = Readonly<Record<string, WireNumber>>;

/** Versions of one model: where each stands, and how it does against the champion. */
export interface IStanding {
  readonly versions: readonly ModelVersion[];
  /** By version, then by target. */
  readonly states: Readonly<Record<string, Readonly<Record<string, ModelState>>>>;
  /** In the policy's order. */
  readonly targets: readonly TargetState[];
  /** By version. */
  readonly figures: Readonly<Record<string, Figures>>;
  /** The version that is live where it counts most: for the last target that has one. */
  readonly champion: number | null;
  /** Where the next page begins; empty at the end. */
  readonly more: string;
}

export const NO_STANDING: IStanding = {
  versions: [],
  states: {},
  targets: [],
  figures: {},
  champion: null,
  more: ''
};

/** How a version's metric compares with the champion's. */
export interface IAgainst {
  readonly value: WireNumber | undefined;
  /** Null for the champion itself, and where one of the two has no number. */
  readonly delta: number | null;
}

/** Ask for a page of a model's versions with all that is shown of them; `before` is what earlier pages had. */
export async function loadStanding(
  api: Api,
  models: ModelsApi,
  control: ControlApi,
  name: string,
  options: { max_results: number; before?: IStanding },
  signal?: AbortSignal
): Promise<IStanding> {
  const before = options.before ?? NO_STANDING;
  const { max_results } = options;
  const order_by = 'version_number DESC';
  const [page, targets] = await Promise.all([
    models.versions(name, { max_results, order_by, page_token: before.more }, signal),
    control.targets(name, signal)
  ]);
  const versions = [...before.versions, ...page.versions];
  const champion = championOf(targets);
  const wanted = [...page.versions];
  if (champion !== null && !versions.some(one => one.version === champion)) {
    wanted.push((await models.version(name, champion, signal)).version);
  }
  return {
    versions,
    states: { ...before.states, ...(page.states as IStanding['states']) },
    targets,
    figures: { ...before.figures, ...(await figuresOf(api, models.project, wanted, signal)) },
    champion,
    more: page.next_page_token ?? ''
  };
}

async function figuresOf(
  api: Api,
  project: string,
  versions: readonly ModelVersion[],
  signal?: AbortSignal
): Promise<Record<string, Figures>> {
  const runIds = [...new Set(versions.flatMap(one => (one.run_id ? [one.run_id] : [])))];
  if (runIds.length === 0) {
    return {};
  }
  const filter = `run_id IN (${runIds.map(quoted).join(', ')})`;
  const asked = { project, filter, max_results: runIds.length, param_keys: [], tag_keys: [] };
  const { runs } = await api.searchRuns(asked, signal);
  const byRun = new Map(runs.map(run => [run.run_id, lastValues(run)]));
  return Object.fromEntries(
    versions.map(one => [String(one.version), byRun.get(one.run_id ?? '') ?? {}])
  );
}

function lastValues(run: Run): Figures {
  return Object.fromEntries(
    Object.entries(run.metrics)
      .filter(([key]) => !key.startsWith(SYSTEM))
      .map(([key, summary]) => [key, summary.last])
  );
}

/** Return the version to beat: the live one of the last target that has one. */
export function championOf(targets: readonly TargetState[]): number | null {
  return targets.reduce<number | null>((found, one) => one.live_version ?? found, null);
}

/** Return the metric to compare by: the preferred one, else the champion's first, else the one most versions have. */
export function metricOf({ figures, champion }: IStanding, preferred: string): string {
  const all = Object.values(figures);
  if (all.some(one => preferred in one)) {
    return preferred;
  }
  const counts = new Map<string, number>();
  for (const one of all) {
    for (const key of Object.keys(one)) {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const first = champion === null ? {} : (figures[String(champion)] ?? {});
  const weight = (key: string): number => (counts.get(key) ?? 0) + (key in first ? all.length : 0);
  return [...counts.keys()].sort((a, b) => weight(b) - weight(a) || a.localeCompare(b))[0] ?? '';
}

/** Hold a version's metric against the champion's. */
export function against({ figures, champion }: IStanding, version: number, key: string): IAgainst {
  const value = figures[String(version)]?.[key];
  const best = champion === null ? undefined : figures[String(champion)]?.[key];
  if (value === undefined || best === undefined || version === champion) {
    return { value, delta: null };
  }
  const delta = fromWire(value) - fromWire(best);
  return { value, delta: Number.isFinite(delta) ? delta : null };
}
