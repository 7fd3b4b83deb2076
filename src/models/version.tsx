import React from 'react';
import type { VersionDetail } from '../api/types';
import { Failure } from '../components/failure';
import { formatAgo, formatMoment } from '../components/format';
import { Markdown } from '../components/markdown';
import { askReason } from '../components/reason';
import { useStore } from '../components/store';
import { StatePill } from '../control/states';
import { PageCommands } from '../pages/tokens';
import type { IModelPartProps } from './page';
import { PromoteButton } from './promote';
import { SealView } from './seal';

/** One version: where it stands for each target, and what was sealed. */
export function VersionView({ context, model }: IModelPartProps): React.ReactElement {
  const { trans } = context;
  const { detail, version, missing } = useStore(model);
  if (version === null) {
    return (
      <p className="jp-MlopsHint">
        {trans.__('There is no version yet. Register one from a run, or with %register.')}
      </p>
    );
  }
  if (missing) {
    return <Failure message={missing} trans={trans} onRetry={() => void model.load()} />;
  }
  if (detail === null) {
    return (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  return (
    <>
      <Targets context={context} model={model} detail={detail} />
      <Facts context={context} model={model} detail={detail} />
      {detail.version.description && (
        <Markdown rendermime={context.rendermime} text={detail.version.description} />
      )}
      <SealView trans={trans} detail={detail} />
    </>
  );
}

function Targets(props: IModelPartProps & { detail: VersionDetail }): React.ReactElement {
  const { context, model, detail } = props;
  const { trans } = context;
  const { stamp } = useStore(model);
  const states = detail.states as Record<string, VersionDetail['states'][string] | undefined>;
  return (
    <section aria-label={trans.__('Targets')} className="jp-MlopsTargets">
      {detail.targets.map(({ target, live_version: live }) => (
        <div key={target} className="jp-MlopsTarget">
          <header>
            <h2 title={target}>{target}</h2>
            <StatePill state={states[target] ?? 'candidate'} trans={trans} />
            {live !== null && live !== detail.version.version && (
              <span className="jp-MlopsHint">{trans.__('version %1 is live', live)}</span>
            )}
          </header>
          <PromoteButton
            context={context}
            control={model.control}
            project={model.project}
            name={model.name}
            version={detail.version.version}
            target={target}
            stamp={stamp}
          />
        </div>
      ))}
    </section>
  );
}

function Facts(props: IModelPartProps & { detail: VersionDetail }): React.ReactElement {
  const { context, model, detail } = props;
  const { trans, commands } = context;
  const { version, seal } = detail;
  const runId = version.run_id;
  return (
    <div className="jp-MlopsVersion-facts">
      <dl className="jp-MlopsFacts">
        <Fact name={trans.__('Registered')}>
          <time
            dateTime={new Date(version.created_at).toISOString()}
            title={formatMoment(version.created_at)}
          >
            {formatAgo(version.created_at, Date.now())}
          </time>
          {version.username && ` · ${seal?.author_name || version.username}`}
        </Fact>
        {version.aliases.length > 0 && (
          <Fact name={trans.__('Aliases')}>{version.aliases.map(one => `@${one}`).join(' ')}</Fact>
        )}
        {runId && (
          <Fact name={trans.__('Run')}>
            <button
              type="button"
              className="jp-MlopsLink"
              onClick={() => void commands.execute(PageCommands.openRun, { run_id: runId })}
            >
              {seal?.run_name || runId.slice(0, 12)}
            </button>
          </Fact>
        )}
        {seal?.code.notebook && (
          <Fact name={trans.__('Notebook')}>
            <button
              type="button"
              className="jp-MlopsLink"
              onClick={() => void commands.execute('docmanager:open', { path: seal.code.notebook })}
            >
              {seal.code.notebook}
            </button>
          </Fact>
        )}
        {seal?.code.git_commit && (
          <Fact name={trans.__('Commit')}>
            <code title={seal.code.git_commit}>{seal.code.git_commit.slice(0, 10)}</code>
            {seal.code.git_branch && ` (${seal.code.git_branch})`}
          </Fact>
        )}
        {seal?.attributed_to && <Fact name={trans.__('Cell run by')}>{seal.attributed_to}</Fact>}
        <Fact name={trans.__('Seal')}>
          {detail.seal_digest ? (
            <code title={detail.seal_digest}>{detail.seal_digest.slice(0, 16)}</code>
          ) : (
            version.status_message || trans.__('not sealed yet')
          )}
        </Fact>
      </dl>
      <Withdrawal context={context} model={model} detail={detail} />
    </div>
  );
}

export function Fact(props: { name: string; children: React.ReactNode }): React.ReactElement {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** Take a version out of service, or let it back in. */
function Withdrawal(props: IModelPartProps & { detail: VersionDetail }): React.ReactElement | null {
  const { context, model, detail } = props;
  const { trans } = context;
  const states = Object.values(detail.states as Record<string, string>);
  const { version } = detail.version;
  const act = (
    how: 'quarantine' | 'revoke' | 'release',
    title: string,
    text: string,
    accept: string
  ): void => {
    void askReason(trans, { title, text, accept }).then(reason =>
      reason === null
        ? undefined
        : model.change(() => model.models.withdraw(model.name, version, how, reason))
    );
  };
  if (states.includes('revoked')) {
    return null;
  }
  const quarantined = states.includes('quarantined');
  return (
    <div className="jp-MlopsActions">
      {quarantined ? (
        <button
          type="button"
          className="jp-MlopsButton"
          onClick={() =>
            act(
              'release',
              trans.__('Release version %1?', version),
              trans.__('It is a candidate again, and can be promoted.'),
              trans.__('Release')
            )
          }
        >
          {trans.__('Release…')}
        </button>
      ) : (
        <button
          type="button"
          className="jp-MlopsButton"
          onClick={() =>
            act(
              'quarantine',
              trans.__('Quarantine version %1?', version),
              trans.__(
                'It can be promoted no more until it is released. Where it is live, the version before it takes its place.'
              ),
              trans.__('Quarantine')
            )
          }
        >
          {trans.__('Quarantine…')}
        </button>
      )}
      <button
        type="button"
        className="jp-MlopsButton jp-mod-warn"
        onClick={() =>
          act(
            'revoke',
            trans.__('Revoke version %1 for good?', version),
            trans.__(
              'It can never be promoted again. Where it is live, the version before it takes its place.'
            ),
            trans.__('Revoke')
          )
        }
      >
        {trans.__('Revoke…')}
      </button>
    </div>
  );
}
