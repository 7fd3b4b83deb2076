import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { ModelState, Transition } from '../api/types';

/** How a step on the way stands. */
export type Step = 'done' | 'now' | 'ahead' | 'stopped';

const LIVE = 4;

/** The step that a state waits at. */
const PLACES: Partial<Record<ModelState, number>> = {
  candidate: 0,
  validating: 1,
  validated: 2,
  'awaiting approval': 2,
  approved: 3,
  live: LIVE,
  superseded: LIVE,
  retired: LIVE
};

/** Return how far a promotion is: asked, gates, approval, live. */
export function stepsOf(transition: Transition): Step[] {
  const { state, gates, approvals, ended_at } = transition;
  const place = PLACES[state];
  if (place !== undefined && (ended_at === null || place === LIVE)) {
    return [0, 1, 2, 3].map(at => (at < place ? 'done' : at === place ? 'now' : 'ahead'));
  }
  const gatesFailed = state === 'failed' || gates.some(one => one.state !== 'passed');
  if (gatesFailed && approvals.length === 0) {
    return ['done', 'stopped', 'ahead', 'ahead'];
  }
  return ['done', 'done', 'stopped', 'ahead'];
}

/** How far a promotion is, as a line of steps. */
export function Steps(props: {
  transition: Transition;
  trans: TranslationBundle;
}): React.ReactElement {
  const { transition, trans } = props;
  const names = [
    trans.__('Asked'),
    trans.__('Gates'),
    trans.__('Approval'),
    trans.__('Live for %1', transition.target)
  ];
  return (
    <ol className="jp-MlopsSteps" aria-label={trans.__('How far it is')}>
      {stepsOf(transition).map((step, place) => (
        <li key={place} data-step={step} aria-current={step === 'now' ? 'step' : undefined}>
          <span aria-hidden="true">{MARKS[step]}</span>
          {names[place]}
        </li>
      ))}
    </ol>
  );
}

const MARKS: Record<Step, string> = { done: '✓', now: '●', ahead: '○', stopped: '✗' };
