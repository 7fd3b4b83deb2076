import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { PageCommands } from './tokens';

/** The name in an address's query: `/lab?mlops-lab=run:ID`. */
export const LINK_KEY = 'mlops-lab';

/** What a link opens. */
export interface ILinkTarget {
  command: string;
  args: ReadonlyPartialJSONObject;
}

/** Return an address that opens a run for a colleague. */
export function runLink(runId: string): string {
  return address(`run:${runId}`);
}

/** Return an address that opens a comparison; the baseline is the first run it names. */
export function compareLink(runIds: readonly string[], baseline?: string): string {
  const others = runIds.filter(runId => runId !== baseline);
  return address(`compare:${(baseline ? [baseline, ...others] : others).join(',')}`);
}

/** Return an address that opens a model, at a version where one is given. */
export function modelLink(project: string, name: string, version: number | null): string {
  return address(`model:${[project, name].map(encodeURIComponent).join('/')}/${version ?? ''}`);
}

/** Return an address that opens the review of a promotion. */
export function reviewLink(project: string, transitionId: string): string {
  return address(`review:${encodeURIComponent(project)}/${transitionId}`);
}

/** Return what a link's value opens, or null where it names nothing that we know. */
export function targetOf(link: string): ILinkTarget | null {
  const [kind, rest = ''] = link.split(/:(.*)/s);
  const runIds = rest.split(',').filter(runId => /^[\w-]+$/.test(runId));
  if (kind === 'run' && runIds.length === 1) {
    return { command: PageCommands.openRun, args: { run_id: runIds[0] } };
  }
  if (kind === 'compare' && runIds.length > 0) {
    return { command: PageCommands.compare, args: { run_ids: runIds, baseline: runIds[0] } };
  }
  const parts = rest.split('/').map(decoded);
  if (kind === 'model' && parts.length === 3 && parts[0] && parts[1]) {
    const [project, name, version] = parts;
    const at = Number(version) || undefined;
    return { command: PageCommands.openModel, args: { project, name, version: at } };
  }
  if (kind === 'review' && parts.length === 2 && /^[\w-]+$/.test(parts[1])) {
    const [project, transition_id] = parts;
    return { command: PageCommands.openReview, args: { project, transition_id } };
  }
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // half an escape: nothing that we made
  }
}

function address(value: string): string {
  const lab = URLExt.join(PageConfig.getBaseUrl(), 'lab');
  // Commas and colons are allowed in a query, and the link stays readable
  return `${lab}?${LINK_KEY}=${encodeURIComponent(value).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%2F/g, '/')}`;
}
