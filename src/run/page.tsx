import React, { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import type { Run } from '../api/types';
import type { IPageContext } from '../pages/tokens';

export interface IRunPageProps {
  context: IPageContext;
  runId: string;
  /** Whether anybody can see the page; it rests while nobody can. */
  visible: boolean;
  /** Name the tab. */
  onTitle: (label: string, caption: string) => void;
}

/** Everything about one run. */
export function RunPage({ context, runId, visible, onTitle }: IRunPageProps): React.ReactElement {
  const [run, setRun] = useState<Run | null>(null);
  const [error, setError] = useState('');
  const { api } = context.lab;

  useEffect(() => {
    const asked = new AbortController();
    if (visible) {
      api.run(runId, asked.signal).then(
        found => {
          setRun(found);
          onTitle(found.name, `${found.experiment_name} / ${found.name}`);
        },
        reason => isAbort(reason) || setError(messageOf(reason))
      );
    }
    return () => asked.abort();
    // onTitle is made anew at each rendering and must not ask again
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [api, runId, visible]);

  if (error) {
    return <p role="alert">{error}</p>;
  }
  return <h1>{run?.name ?? context.trans.__('Loading…')}</h1>;
}
