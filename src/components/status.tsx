import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { RunStatus } from '../api/types';

/** Return the word for a run's state. */
export function statusLabel(status: RunStatus, trans: TranslationBundle): string {
  switch (status) {
    case 'scheduled':
      return trans.__('Scheduled');
    case 'running':
      return trans.__('Running');
    case 'finished':
      return trans.__('Finished');
    case 'failed':
      return trans.__('Failed');
    case 'killed':
      return trans.__('Killed');
    case 'stale':
      return trans.__('Not heard from');
  }
}

/** A run's state as a shape and a colour, never a colour alone. */
export function StatusDot(props: { status: RunStatus; trans: TranslationBundle }): JSX.Element {
  const { status, trans } = props;
  const label = statusLabel(status, trans);
  return (
    <svg
      className="jp-MlopsStatus"
      data-status={status}
      viewBox="0 0 12 12"
      width={12}
      height={12}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {SHAPES[status]}
    </svg>
  );
}

const SHAPES: Record<RunStatus, JSX.Element> = {
  scheduled: <circle cx="6" cy="6" r="4" fill="none" strokeWidth="1.5" />,
  running: (
    <>
      <circle className="jp-MlopsStatus-pulse" cx="6" cy="6" r="4" stroke="none" />
      <circle cx="6" cy="6" r="3" stroke="none" />
    </>
  ),
  finished: <path d="M2 6.5 5 9.5 10.5 3" fill="none" strokeWidth="2" />,
  failed: <path d="M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5" fill="none" strokeWidth="2" />,
  killed: <rect x="2.5" y="2.5" width="7" height="7" stroke="none" />,
  stale: <path d="M6 2v5M6 9v1.5" fill="none" strokeWidth="2" />
};
