import React, { useEffect, useMemo, useState } from 'react';
import type { Transition } from '../api/types';
import { CopyLink } from '../components/copy';
import { Failure } from '../components/failure';
import { formatAgo, formatMoment } from '../components/format';
import { useStore } from '../components/store';
import { Tabs } from '../components/tabs';
import { StatePill } from '../control/states';
import { Fact } from '../models/version';
import { reviewLink } from '../pages/links';
import { type IPageContext, PageCommands } from '../pages/tokens';
import { Decision } from './decision';
import { Difference } from './difference';
import { Evidence } from './evidence';
import { ReviewModel } from './model';
import { Steps } from './steps';

/** What the parts of a review are given. */
export interface IReviewPartProps {
  readonly context: IPageContext;
  readonly model: ReviewModel;
}

/** A promotion under review: evidence, what differs from the live version, the decision. */
export function ReviewPage(props: {
  context: IPageContext;
  project: string;
  transitionId: string;
  visible: boolean;
  /** Name the tab. */
  onTitle: (label: string, caption: string) => void;
}): React.ReactElement {
  const { context, project, transitionId, visible, onTitle } = props;
  const { trans, lab } = context;
  const model = useMemo(
    () => new ReviewModel(lab, project, transitionId),
    [lab, project, transitionId]
  );
  const { transition, error, refusal } = useStore(model);
  const [tab, setTab] = useState('evidence');
  useEffect(() => {
    if (visible) {
      model.watch();
    }
    return () => model.rest();
  }, [model, visible]);
  const title = transition && `${transition.name} ${transition.version} → ${transition.target}`;
  useEffect(() => {
    if (title) {
      onTitle(title, trans.__('Review of %1', title));
    }
    // onTitle is made anew at each rendering and must not name the tab again
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [title]);

  if (transition === null) {
    return error ? (
      <Failure message={error} trans={trans} onRetry={() => void model.load()} />
    ) : (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  const tabs = [
    {
      id: 'evidence',
      label: trans.__('Evidence'),
      count: transition.gates.length,
      body: () => <Evidence gates={transition.gates} trans={trans} />
    },
    {
      id: 'difference',
      label: trans.__('Against the live version'),
      body: () => <Difference context={context} model={model} />
    }
  ];
  return (
    <>
      <Header context={context} transition={transition} />
      <Steps transition={transition} trans={trans} />
      {(refusal || error) && (
        <p className="jp-MlopsError" role="alert">
          {refusal || error}
        </p>
      )}
      <div className="jp-MlopsReview-body">
        <div className="jp-MlopsReview-found">
          <Tabs tabs={tabs} active={tab} label={trans.__('What it rests on')} onChange={setTab} />
        </div>
        <Decision context={context} model={model} transition={transition} />
      </div>
    </>
  );
}

function Header(props: { context: IPageContext; transition: Transition }): React.ReactElement {
  const { context, transition } = props;
  const { trans, commands } = context;
  const { project, name, version, target } = transition;
  const open = (number: number): void => {
    void commands.execute(PageCommands.openModel, { project, name, version: number });
  };
  const who = transition.requested_name || transition.requested_by;
  return (
    <header className="jp-MlopsRun-header">
      <div className="jp-MlopsRun-title">
        <h1 title={name}>
          <button type="button" className="jp-MlopsLink" onClick={() => open(version)}>
            {name}
          </button>
          <span>{`${version} → ${target}`}</span>
        </h1>
        <StatePill state={transition.state} trans={trans} />
        {transition.kind === 'rollback' && <strong>{trans.__('Rollback')}</strong>}
        <span className="jp-MlopsSpacer" />
        <CopyLink link={reviewLink(project, transition.transition_id)} trans={trans} />
      </div>
      <dl className="jp-MlopsFacts">
        <Fact name={trans.__('Asked by')}>
          {who || trans.__('the server')}
          {transition.requested_via && ` (${transition.requested_via})`}{' '}
          <time
            dateTime={new Date(transition.requested_at).toISOString()}
            title={formatMoment(transition.requested_at)}
          >
            {formatAgo(transition.requested_at, Date.now())}
          </time>
        </Fact>
        {transition.replaced_version !== null && (
          <Fact
            name={
              transition.state === 'live' || transition.ended_at !== null
                ? trans.__('Replaced')
                : trans.__('Replaces')
            }
          >
            <button
              type="button"
              className="jp-MlopsLink"
              onClick={() => open(transition.replaced_version ?? 0)}
            >
              {trans.__('version %1', transition.replaced_version)}
            </button>
          </Fact>
        )}
        <Fact name={trans.__('Policy')}>
          <button
            type="button"
            className="jp-MlopsLink"
            title={transition.policy_digest}
            onClick={() => void commands.execute(PageCommands.openGovernance, { project })}
          >
            {transition.policy_version === 0
              ? trans.__('the default')
              : trans.__('version %1', transition.policy_version)}
          </button>
        </Fact>
        {transition.expires_at !== null && transition.ended_at === null && (
          <Fact name={trans.__('Open until')}>{formatMoment(transition.expires_at)}</Fact>
        )}
        {transition.ended_at !== null && (
          <Fact name={trans.__('Ended')}>
            <time
              dateTime={new Date(transition.ended_at).toISOString()}
              title={formatMoment(transition.ended_at)}
            >
              {formatAgo(transition.ended_at, Date.now())}
            </time>
            {transition.ended_by && ` · ${transition.ended_by}`}
          </Fact>
        )}
      </dl>
      {transition.note && <blockquote className="jp-MlopsQuote">{transition.note}</blockquote>}
      {transition.reason && <p className="jp-MlopsReview-reason">{transition.reason}</p>}
    </header>
  );
}
