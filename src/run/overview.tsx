import React, { useEffect, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import type { Dataset, MetricSummary } from '../api/types';
import { formatAgo, formatDuration, formatNumber } from '../components/format';
import { Markdown } from '../components/markdown';
import { StatusDot } from '../components/status';
import { useStore } from '../components/store';
import { PageCommands } from '../pages/tokens';
import type { IRunPartProps } from './header';
import { metricKeys, ownTags } from './model';

/** What the run was given and what came out; note and tags are edited in place. */
export function RunOverview({ context, model }: IRunPartProps): React.ReactElement | null {
  const { trans } = context;
  const { run } = useStore(model);
  if (run === null) {
    return null;
  }
  const params = Object.entries(run.params).sort(([one], [other]) => one.localeCompare(other));
  const keys = metricKeys(run, false);
  return (
    <div className="jp-MlopsOverview">
      <section aria-label={trans.__('Note')}>
        <RunNote context={context} model={model} />
      </section>
      <section>
        <h2>{trans.__('Metrics')}</h2>
        {keys.length > 0 ? (
          <MetricTable context={context} metrics={keys.map(key => run.metrics[key])} />
        ) : (
          <p className="jp-MlopsHint">{trans.__('None yet. In the run: %1', '%log loss=0.1')}</p>
        )}
      </section>
      <section>
        <h2>{trans.__('Parameters')}</h2>
        {params.length > 0 ? (
          <table className="jp-MlopsPairs">
            <tbody>
              {params.map(([key, value]) => (
                <tr key={key}>
                  <th scope="row">{key}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p className="jp-MlopsHint">{trans.__('None. At the start: %1', '%%track -p lr=0.1')}</p>
        )}
      </section>
      <section>
        <h2>{trans.__('Tags')}</h2>
        <RunTags context={context} model={model} />
      </section>
      <RunDatasets context={context} model={model} />
      <RunChildren context={context} model={model} />
    </div>
  );
}

function MetricTable(props: {
  context: IRunPartProps['context'];
  metrics: readonly MetricSummary[];
}): React.ReactElement {
  const { trans } = props.context;
  return (
    <table className="jp-MlopsNumbers">
      <thead>
        <tr>
          <th scope="col">{trans.__('Name')}</th>
          <th scope="col">{trans.__('Last')}</th>
          <th scope="col">{trans.__('Least')}</th>
          <th scope="col">{trans.__('Greatest')}</th>
          <th scope="col">{trans.__('Mean')}</th>
          <th scope="col">{trans.__('Points')}</th>
        </tr>
      </thead>
      <tbody>
        {props.metrics.map(metric => (
          <tr key={metric.key}>
            <th scope="row">{metric.key}</th>
            <td title={trans.__('At step %1', metric.last_step)}>{formatNumber(metric.last)}</td>
            <td>{formatNumber(metric.min)}</td>
            <td>{formatNumber(metric.max)}</td>
            <td>{formatNumber(metric.mean)}</td>
            <td>{formatNumber(metric.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The note, shown as Markdown until it is edited. */
function RunNote({ context, model }: IRunPartProps): React.ReactElement {
  const { trans, rendermime } = context;
  const { run } = useStore(model);
  const [draft, setDraft] = useState<string | null>(null);
  const note = run?.note ?? '';
  if (draft === null) {
    return (
      <div className="jp-MlopsNote">
        {note && <Markdown rendermime={rendermime} text={note} />}
        <button type="button" className="jp-MlopsLink" onClick={() => setDraft(note)}>
          {note ? trans.__('Edit note') : trans.__('Add a note')}
        </button>
      </div>
    );
  }
  return (
    <div className="jp-MlopsNote">
      <textarea
        className="jp-mod-styled"
        aria-label={trans.__('Note, in Markdown')}
        rows={Math.min(16, draft.split('\n').length + 2)}
        value={draft}
        autoFocus
        onChange={event => setDraft(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && setDraft(null)}
      />
      <div className="jp-MlopsButtons">
        <button
          type="button"
          className="jp-MlopsButton jp-mod-accept"
          onClick={() => void model.change({ note: draft }).then(done => done && setDraft(null))}
        >
          {trans.__('Save')}
        </button>
        <button type="button" className="jp-MlopsButton" onClick={() => setDraft(null)}>
          {trans.__('Cancel')}
        </button>
      </div>
    </div>
  );
}

/** The tags, each with a way to take it away, and one to add another. */
function RunTags({ context, model }: IRunPartProps): React.ReactElement | null {
  const { trans } = context;
  const { run } = useStore(model);
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  if (run === null) {
    return null;
  }
  const add = (event: React.FormEvent): void => {
    event.preventDefault();
    if (key.trim()) {
      void model.change({ tags: { [key.trim()]: value } }).then(done => {
        if (done) {
          setKey('');
          setValue('');
        }
      });
    }
  };
  return (
    <>
      <ul className="jp-MlopsTags">
        {ownTags(run).map(([name, content]) => (
          <li key={name}>
            <span title={`${name}: ${content}`}>
              <b>{name}</b>
              {content && `: ${content}`}
            </span>
            <button
              type="button"
              aria-label={trans.__('Remove tag %1', name)}
              title={trans.__('Remove')}
              onClick={() => void model.change({ tags: { [name]: null } })}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <form className="jp-MlopsTagForm" onSubmit={add}>
        <input
          className="jp-mod-styled"
          placeholder={trans.__('Tag')}
          aria-label={trans.__('New tag')}
          value={key}
          maxLength={250}
          onChange={event => setKey(event.target.value)}
        />
        <input
          className="jp-mod-styled"
          placeholder={trans.__('Value')}
          aria-label={trans.__('Value of the new tag')}
          value={value}
          onChange={event => setValue(event.target.value)}
        />
        <button type="submit" className="jp-MlopsButton" disabled={!key.trim()}>
          {trans.__('Add')}
        </button>
      </form>
    </>
  );
}

function RunDatasets({ context, model }: IRunPartProps): React.ReactElement | null {
  const { trans, lab } = context;
  const [found, setFound] = useState<readonly Dataset[]>([]);
  const [error, setError] = useState('');
  useEffect(() => {
    const asked = new AbortController();
    lab.api
      .datasets(model.runId, asked.signal)
      .then(setFound, reason => isAbort(reason) || setError(messageOf(reason)));
    return () => asked.abort();
  }, [lab, model]);
  if (found.length === 0 && !error) {
    return null;
  }
  return (
    <section>
      <h2>{trans.__('Datasets')}</h2>
      {error && <p className="jp-MlopsError">{error}</p>}
      <table className="jp-MlopsPairs">
        <tbody>
          {found.map(one => (
            <tr key={`${one.name} ${one.digest}`}>
              <th scope="row">{one.name}</th>
              <td>{one.context}</td>
              <td>
                <code title={one.digest}>{one.digest.slice(0, 12)}</code>
              </td>
              <td>{one.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RunChildren({ context, model }: IRunPartProps): React.ReactElement | null {
  const { trans, commands } = context;
  const { run, children } = useStore(model);
  if (run === null || children.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>
        {trans.__('Children')} <span className="jp-MlopsCount">{run.child_count}</span>
      </h2>
      <table className="jp-MlopsPairs">
        <tbody>
          {children.map(child => (
            <tr key={child.run_id}>
              <th scope="row">
                <StatusDot status={child.status} trans={trans} />{' '}
                <button
                  type="button"
                  className="jp-MlopsLink"
                  onClick={() =>
                    void commands.execute(PageCommands.openRun, { run_id: child.run_id })
                  }
                >
                  {child.name}
                </button>
              </th>
              <td>{formatAgo(child.start_time, Date.now())}</td>
              <td>
                {child.end_time !== null && formatDuration(child.end_time - child.start_time)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
