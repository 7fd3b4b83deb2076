import React, { useState } from 'react';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { CopyLink } from '../components/copy';
import { formatAgo, formatDuration, formatMoment } from '../components/format';
import { StatusDot, statusLabel } from '../components/status';
import { useStore } from '../components/store';
import { FromRun } from '../models/fromrun';
import { runLink } from '../pages/links';
import { type IPageContext, PageCommands } from '../pages/tokens';
import type { RunModel } from './model';

export interface IRunPartProps {
  context: IPageContext;
  model: RunModel;
}

/** Who, when, how it stands, and what can be done. */
export function RunHeader({ context, model }: IRunPartProps): React.ReactElement | null {
  const { trans, commands } = context;
  const { run, parent, children } = useStore(model);
  if (run === null) {
    return null;
  }
  const open = (runId: string): void => {
    void commands.execute(PageCommands.openRun, { run_id: runId });
  };
  const end = run.end_time ?? (run.status === 'running' ? Date.now() : run.heartbeat_at);
  const { forked_from: original } = run;
  const person = run.person.display_name || run.person.username;
  return (
    <header className="jp-MlopsRun-header">
      <div className="jp-MlopsRun-title">
        <RunName context={context} model={model} />
        <span className="jp-MlopsState" data-status={run.status}>
          <StatusDot status={run.status} trans={trans} />
          {statusLabel(run.status, trans)}
        </span>
        {run.deleted_at !== null && <strong>{trans.__('Deleted')}</strong>}
        <span className="jp-MlopsSpacer" />
        <CopyLink link={runLink(run.run_id)} trans={trans} />
        {children.length > 1 && (
          <button
            type="button"
            className="jp-MlopsButton"
            onClick={() =>
              void commands.execute(PageCommands.compare, {
                run_ids: children.map(child => child.run_id)
              })
            }
          >
            {trans.__('Compare children')}
          </button>
        )}
        {run.deleted_at === null ? (
          <button
            type="button"
            className="jp-MlopsButton"
            onClick={() =>
              void confirmed(context, run.name).then(yes => (yes ? model.delete() : undefined))
            }
          >
            {trans.__('Delete')}
          </button>
        ) : (
          <button type="button" className="jp-MlopsButton" onClick={() => void model.restore()}>
            {trans.__('Restore')}
          </button>
        )}
      </div>
      <dl className="jp-MlopsFacts">
        <Fact name={trans.__('Experiment')}>{run.experiment_name}</Fact>
        {person && <Fact name={trans.__('Person')}>{person}</Fact>}
        <Fact name={trans.__('Started')}>
          <time
            dateTime={new Date(run.start_time).toISOString()}
            title={formatMoment(run.start_time)}
          >
            {formatAgo(run.start_time, Date.now())}
          </time>
        </Fact>
        {end !== null && (
          <Fact name={trans.__('Duration')}>{formatDuration(end - run.start_time)}</Fact>
        )}
        {run.origin.notebook && (
          <Fact name={trans.__('Notebook')}>
            <button
              type="button"
              className="jp-MlopsLink"
              onClick={() =>
                void commands.execute('docmanager:open', { path: run.origin.notebook })
              }
            >
              {run.origin.notebook}
            </button>
            {run.origin.execution_count !== null && ` [${run.origin.execution_count}]`}
          </Fact>
        )}
        {parent && (
          <Fact name={trans.__('Parent')}>
            <button type="button" className="jp-MlopsLink" onClick={() => open(parent.run_id)}>
              {parent.name}
            </button>
          </Fact>
        )}
        {original && (
          <Fact name={trans.__('Forked from')}>
            <button type="button" className="jp-MlopsLink" onClick={() => open(original.run_id)}>
              {original.run_id.slice(0, 12)}
            </button>{' '}
            {trans.__('at step %1', original.step)}
          </Fact>
        )}
      </dl>
      <FromRun context={context} run={run} />
      {run.error && (
        <pre className="jp-MlopsRun-error" tabIndex={0}>
          {run.error}
        </pre>
      )}
    </header>
  );
}

function Fact(props: { name: string; children: React.ReactNode }): React.ReactElement {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** The name, edited in place: Enter keeps, Escape leaves it. */
function RunName({ context, model }: IRunPartProps): React.ReactElement {
  const { trans } = context;
  const { run } = useStore(model);
  const [draft, setDraft] = useState<string | null>(null);
  const keep = (): void => {
    const name = (draft ?? '').trim();
    if (draft !== null && name && name !== run?.name) {
      void model.change({ name }).then(done => done && setDraft(null));
    } else {
      setDraft(null);
    }
  };
  if (draft === null) {
    return (
      <h1>
        <button
          type="button"
          className="jp-MlopsRun-name"
          title={trans.__('Rename')}
          onClick={() => setDraft(run?.name ?? '')}
        >
          {run?.name}
        </button>
      </h1>
    );
  }
  return (
    <input
      className="jp-mod-styled jp-MlopsRun-rename"
      aria-label={trans.__('Name')}
      value={draft}
      maxLength={500}
      autoFocus
      onChange={event => setDraft(event.target.value)}
      onBlur={keep}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          keep();
        } else if (event.key === 'Escape') {
          setDraft(null);
        }
      }}
    />
  );
}

async function confirmed({ trans }: IPageContext, name: string): Promise<boolean> {
  const answer = await showDialog({
    title: trans.__('Delete run?'),
    body: trans.__('“%1” is hidden and can be restored.', name),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.warnButton({ label: trans.__('Delete') })
    ]
  });
  return answer.button.accept;
}
