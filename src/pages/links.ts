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
  return null;
}

function address(value: string): string {
  const lab = URLExt.join(PageConfig.getBaseUrl(), 'lab');
  // Commas and colons are allowed in a query, and the link stays readable
  return `${lab}?${LINK_KEY}=${encodeURIComponent(value).replace(/%2C/g, ',').replace(/%3A/g, ':')}`;
}
