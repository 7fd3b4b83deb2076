import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** Why something is not there, and a way to ask for it again. */
export function Failure(props: {
  message: string;
  trans: TranslationBundle;
  onRetry: () => void;
}): React.ReactElement {
  const { message, trans, onRetry } = props;
  return (
    <div className="jp-MlopsFailure" role="alert">
      <p className="jp-MlopsError">{message}</p>
      <button type="button" className="jp-MlopsButton" onClick={onRetry}>
        {trans.__('Try again')}
      </button>
    </div>
  );
}
