import type { Plan, TargetState, Transition } from '../api/types';
import type { IPageContext } from '../pages/tokens';

/** What a click on a plan's button does. */
export function actOf(plan: Plan): 'promote' | 'open' | 'blocked' {
  if (plan.transition_id) {
    return 'open';
  }
  return plan.blocked.length > 0 ? 'blocked' : 'promote';
}

/** Return what a plan's button leaves unsaid. */
export function hintsOf(plan: Plan, { trans }: IPageContext): string[] {
  const said = (list: readonly string[], text: string): string[] =>
    list.length > 0 ? [trans.__(text, list.join(', '))] : [];
  return [
    ...said(plan.gates_to_run, 'Gates to run: %1'),
    ...said(plan.gates_passed, 'Passed already: %1'),
    ...said(
      plan.approvers.map(one => one.replace(/^user:/, '')),
      'May approve: %1'
    ),
    ...(plan.alone && plan.blocked.length === 0
      ? [trans.__('The policy asks no second person here.')]
      : [])
  ];
}

/** Return the first target, in the policy's order, that a version is not live for; the last where it is everywhere. */
export function nextTarget(
  targets: readonly TargetState[],
  version: number
): TargetState | undefined {
  return targets.find(one => one.live_version !== version) ?? targets.at(-1);
}

/** Return the newest moment of each version that was live once and is not now: the ways back. */
export function backTo(transitions: readonly Transition[], live: number | null): Set<string> {
  const found = new Map<number, string>();
  for (const one of transitions) {
    const left = one.state === 'superseded' || one.state === 'retired' || one.state === 'live';
    if (left && one.version !== live && !found.has(one.version)) {
      found.set(one.version, one.transition_id);
    }
  }
  return new Set(found.values());
}
