import React, { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import type { Comparison } from '../api/types';
import type { IPageContext } from '../pages/tokens';
import type { ICompared } from './widget';

export interface IComparePageProps {
  context: IPageContext;
  compared: ICompared;
  /** Whether anybody can see the page; it rests while nobody can. */
  visible: boolean;
  /** Change the runs or the baseline; it is remembered over a reload. */
  onChange: (compared: ICompared) => void;
}

/** Runs held against each other. */
export function ComparePage({ context, compared, visible }: IComparePageProps): React.ReactElement {
  const [comparison, setComparison] = useState<Comparison | null>(null);
  const [error, setError] = useState('');
  const { api } = context.lab;

  useEffect(() => {
    const asked = new AbortController();
    if (visible) {
      const request = { run_ids: [...compared.runIds], baseline: compared.baseline };
      api
        .compare(request, asked.signal)
        .then(setComparison, reason => isAbort(reason) || setError(messageOf(reason)));
    }
    return () => asked.abort();
  }, [api, compared, visible]);

  if (error) {
    return <p role="alert">{error}</p>;
  }
  return (
    <ul>
      {comparison?.runs.map(run => (
        <li key={run.run_id}>{run.name}</li>
      ))}
    </ul>
  );
}
