import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { GateResult, Verdict } from '../api/types';
import { formatDuration, formatNumber, formatValue } from '../components/format';
import { GateMark } from '../control/states';

/** What each gate found. One that did not pass is open from the start. */
export function Evidence(props: {
  gates: readonly GateResult[];
  trans: TranslationBundle;
}): React.ReactElement {
  const { gates, trans } = props;
  if (gates.length === 0) {
    return <p className="jp-MlopsHint">{trans.__('The policy asks for no gates here.')}</p>;
  }
  return (
    <ul className="jp-MlopsGates">
      {gates.map(gate => (
        <li key={gate.result_id}>
          <details open={gate.state === 'failed' || gate.state === 'error'}>
            <summary>
              <GateMark state={gate.state} trans={trans} />
              <strong>{gate.gate}</strong>
              <span className="jp-MlopsGate-summary">{gate.summary}</span>
              {gate.started_at !== null && gate.ended_at !== null && (
                <span className="jp-MlopsHint">
                  {formatDuration(gate.ended_at - gate.started_at)}
                </span>
              )}
            </summary>
            {gate.evidence !== null && <Found verdict={gate.evidence} trans={trans} />}
            {gate.log !== '' && (
              <pre className="jp-MlopsGate-log" tabIndex={0}>
                {gate.log}
              </pre>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}

function Found(props: { verdict: Verdict; trans: TranslationBundle }): React.ReactElement {
  const { verdict, trans } = props;
  const numbers = Object.entries(verdict.numbers);
  const rows = verdict.table as Record<string, unknown>[];
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
  return (
    <div className="jp-MlopsGate-evidence">
      {numbers.length > 0 && (
        <dl className="jp-MlopsFacts">
          {numbers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatNumber(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {rows.length > 0 && (
        <div className="jp-MlopsTableFrame" tabIndex={0}>
          <table className="jp-MlopsTable" aria-label={trans.__('Evidence')}>
            <thead>
              <tr>
                {columns.map(column => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, place) => (
                <tr key={place}>
                  {columns.map(column => (
                    <td key={column} data-numeric={typeof row[column] === 'number'}>
                      {formatValue(row[column])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {verdict.plot !== null && (
        <img className="jp-MlopsGate-plot" src={verdict.plot} alt={verdict.summary} />
      )}
    </div>
  );
}
