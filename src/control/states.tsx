import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { GateResult, ModelState } from '../api/types';

/** Return the word for where a version stands for a target. */
export function stateLabel(state: ModelState, trans: TranslationBundle): string {
  switch (state) {
    case 'candidate':
      return trans.__('Candidate');
    case 'validating':
      return trans.__('Running gates');
    case 'validated':
      return trans.__('Validated');
    case 'failed':
      return trans.__('Gates failed');
    case 'awaiting approval':
      return trans.__('Awaiting approval');
    case 'approved':
      return trans.__('Approved');
    case 'live':
      return trans.__('Live');
    case 'superseded':
      return trans.__('Superseded');
    case 'retired':
      return trans.__('Retired');
    case 'rejected':
      return trans.__('Rejected');
    case 'quarantined':
      return trans.__('Quarantined');
    case 'revoked':
      return trans.__('Revoked');
  }
}

/** How a state is coloured; its word says the same. */
export function toneOf(state: ModelState): 'good' | 'bad' | 'waiting' | 'quiet' {
  switch (state) {
    case 'live':
    case 'approved':
    case 'validated':
      return 'good';
    case 'failed':
    case 'rejected':
    case 'quarantined':
    case 'revoked':
      return 'bad';
    case 'validating':
    case 'awaiting approval':
      return 'waiting';
    default:
      return 'quiet';
  }
}

/** A state as a word in a coloured pill. */
export function StatePill(props: {
  state: ModelState;
  target?: string;
  trans: TranslationBundle;
}): React.ReactElement {
  const { state, target, trans } = props;
  const word = stateLabel(state, trans);
  return (
    <span className="jp-MlopsPill" data-tone={toneOf(state)}>
      {target ? trans.__('%1: %2', target, word) : word}
    </span>
  );
}

/** Return the word for how a gate stands. */
export function gateLabel(state: GateResult['state'], trans: TranslationBundle): string {
  switch (state) {
    case 'queued':
      return trans.__('Waiting');
    case 'running':
      return trans.__('Running');
    case 'passed':
      return trans.__('Passed');
    case 'failed':
      return trans.__('Failed');
    case 'error':
      return trans.__('Error');
    case 'stale':
      return trans.__('Out of date');
  }
}

const MARKS: Record<GateResult['state'], string> = {
  queued: '·',
  running: '…',
  passed: '✓',
  failed: '✗',
  error: '!',
  stale: '↻'
};

/** How a gate stands, as a mark and a word. */
export function GateMark(props: {
  state: GateResult['state'];
  trans: TranslationBundle;
}): React.ReactElement {
  const { state, trans } = props;
  return (
    <span className="jp-MlopsGate-mark" data-state={state}>
      <span aria-hidden="true">{MARKS[state]}</span> {gateLabel(state, trans)}
    </span>
  );
}
