import React, { useCallback, useState } from 'react';
import { useAsked } from '../components/asked';
import { Failure } from '../components/failure';
import { Source } from '../components/source';
import type { IPageContext } from '../pages/tokens';

/** What the run ran on: its cell, the cells before it, the commit and the packages. */
export function RunCode(props: { context: IPageContext; runId: string }): React.ReactElement {
  const { context, runId } = props;
  const { trans, lab } = context;
  const ask = useCallback((signal: AbortSignal) => lab.api.code(runId, signal), [lab, runId]);
  const { found: code, error, retry } = useAsked(ask);
  if (error) {
    return <Failure message={error} trans={trans} onRetry={retry} />;
  }
  if (code === null) {
    return (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  const facts: [string, string | number | null][] = [
    [trans.__('Commit'), code.git_commit],
    [trans.__('Branch'), code.git_branch],
    [trans.__('Repository'), code.git_remote],
    [trans.__('Started by'), code.entry_point],
    [trans.__('Python'), code.python],
    [trans.__('Platform'), code.platform],
    [trans.__('Host'), code.host],
    [trans.__('Process'), code.pid],
    [trans.__('Kernel'), code.kernel_id]
  ];
  const known = facts.filter(([, value]) => value !== null && value !== '');
  return (
    <div className="jp-MlopsOverview">
      <section className="jp-mod-wide">
        <h2>{trans.__('Cell')}</h2>
        {code.cell_source ? (
          <Source text={code.cell_source} />
        ) : (
          <p className="jp-MlopsHint">{trans.__('This run was not made by a notebook cell.')}</p>
        )}
      </section>
      {code.cells.length > 0 && (
        <section className="jp-mod-wide">
          <details>
            <summary>
              {trans._n(
                '%1 cell executed before it',
                '%1 cells executed up to it',
                code.cells.length
              )}
            </summary>
            {code.cells.map((cell, place) => (
              <div key={place} className="jp-MlopsCell">
                <span className="jp-MlopsCell-count">[{cell.execution_count ?? ' '}]</span>
                <Source text={cell.source ?? ''} />
              </div>
            ))}
          </details>
        </section>
      )}
      <section>
        <h2>{trans.__('Environment')}</h2>
        {known.length > 0 ? (
          <table className="jp-MlopsPairs">
            <tbody>
              {known.map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className="jp-MlopsHint">{trans.__('Nothing was recorded.')}</p>
        )}
      </section>
      <Packages context={context} packages={code.packages} />
      {code.git_diff && (
        <section className="jp-mod-wide">
          <h2>{trans.__('Uncommitted changes')}</h2>
          <Source text={code.git_diff} diff />
        </section>
      )}
    </div>
  );
}

function Packages(props: {
  context: IPageContext;
  packages: Record<string, string>;
}): React.ReactElement | null {
  const { trans } = props.context;
  const [wanted, setWanted] = useState('');
  const all = Object.entries(props.packages).sort(([one], [other]) => one.localeCompare(other));
  const shown = all.filter(([name]) => name.toLowerCase().includes(wanted.toLowerCase()));
  if (all.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>
        {trans.__('Packages')} <span className="jp-MlopsCount">{all.length}</span>
      </h2>
      <input
        type="search"
        className="jp-mod-styled"
        placeholder={trans.__('Filter')}
        aria-label={trans.__('Filter packages')}
        value={wanted}
        onChange={event => setWanted(event.target.value)}
      />
      <div className="jp-MlopsScroll" tabIndex={0} role="region" aria-label={trans.__('Packages')}>
        <table className="jp-MlopsPairs">
          <tbody>
            {shown.map(([name, version]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{version}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
