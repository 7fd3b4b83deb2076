import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { Run } from '../api/types';

export interface IBrushedProps {
  /** The runs within the brush; null: nothing is brushed. */
  readonly chosen: readonly Run[] | null;
  readonly total: number;
  readonly trans: TranslationBundle;
  /** Compare only these. */
  readonly onOnly: (runs: readonly Run[]) => void;
  readonly onClear: () => void;
}

/** What a brush found, and what can be done with it; nothing while nothing is brushed. */
export function Brushed(props: IBrushedProps): React.ReactElement | null {
  const { chosen, total, trans, onOnly, onClear } = props;
  if (chosen === null) {
    return null;
  }
  return (
    <span className="jp-MlopsBrushed" role="status">
      {chosen.length === 0
        ? trans.__('No run is within what is brushed.')
        : trans.__('%1 of %2 runs', chosen.length, total)}
      {chosen.length > 0 && chosen.length < total && (
        <button type="button" className="jp-MlopsButton" onClick={() => onOnly(chosen)}>
          {trans._n('Compare only this %1', 'Compare only these %1', chosen.length)}
        </button>
      )}
      <button type="button" className="jp-MlopsButton" onClick={onClear}>
        {trans.__('Clear the brush')}
      </button>
    </span>
  );
}
