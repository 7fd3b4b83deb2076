import React, { useState } from 'react';
import type { Approval, Transition } from '../api/types';
import { formatAgo, formatMoment } from '../components/format';
import { useStore } from '../components/store';
import type { IPageContext } from '../pages/tokens';
import type { ReviewModel } from './model';

/** Approve or reject, with a reason; or why this person may not. */
export function Decision(props: {
  context: IPageContext;
  model: ReviewModel;
  transition: Transition;
}): React.ReactElement {
  const { context, model, transition } = props;
  const { trans } = context;
  const { busy, seen } = useStore(model);
  const [comment, setComment] = useState('');
  const id = transition.transition_id;
  const said = comment.trim();
  const act = (decide: Parameters<ReviewModel['decide']>[0]): void => {
    void model.decide(decide).then(done => done && setComment(''));
  };
  const open = transition.ended_at === null;
  const waits = open && transition.state === 'awaiting approval';
  const reviewable = transition.review_open && transition.may_approve;
  return (
    <section className="jp-MlopsDecision" aria-label={trans.__('Decision')}>
      <h2>{trans.__('Decision')}</h2>
      <Approvals transition={transition} trans={trans} />
      {transition.review_open && (
        <p className="jp-MlopsReview-reason">
          {trans.__('This was done at once. A second person looks at it afterwards.')}
        </p>
      )}
      {!transition.may_approve && (waits || transition.review_open) && (
        <p className="jp-MlopsHint">
          {transition.why_not || trans.__('Somebody else has to decide on this.')}
        </p>
      )}
      {model.outdated && transition.may_approve && (
        <div className="jp-MlopsReview-changed" role="alert">
          <p>{trans.__('What you were shown has changed since. Look at it again.')}</p>
          <button type="button" className="jp-MlopsButton" onClick={() => model.look()}>
            {trans.__('I have looked at it')}
          </button>
        </div>
      )}
      <label className="jp-MlopsField">
        <span>{trans.__('Comment or reason')}</span>
        <textarea
          className="jp-mod-styled"
          rows={3}
          value={comment}
          maxLength={10_000}
          onChange={event => setComment(event.target.value)}
        />
      </label>
      <div className="jp-MlopsActions">
        {waits && transition.may_approve && (
          <>
            <button
              type="button"
              className="jp-MlopsButton jp-mod-accept"
              disabled={busy || model.outdated}
              onClick={() => act(control => control.approve(id, seen ?? '', said))}
            >
              {trans.__('Approve')}
            </button>
            <button
              type="button"
              className="jp-MlopsButton jp-mod-warn"
              disabled={busy || said === ''}
              title={said === '' ? trans.__('A rejection needs a reason') : undefined}
              onClick={() => act(control => control.reject(id, said))}
            >
              {trans.__('Reject')}
            </button>
          </>
        )}
        {reviewable && (
          <button
            type="button"
            className="jp-MlopsButton jp-mod-accept"
            disabled={busy}
            onClick={() => act(control => control.reviewed(id, said))}
          >
            {trans.__('Mark as reviewed')}
          </button>
        )}
        <button
          type="button"
          className="jp-MlopsButton"
          disabled={busy || said === ''}
          onClick={() => act(control => control.comment(id, said))}
        >
          {trans.__('Comment')}
        </button>
        <span className="jp-MlopsSpacer" />
        {open && (
          <button
            type="button"
            className="jp-MlopsButton"
            disabled={busy}
            title={trans.__('Take the request back; the comment is its reason')}
            onClick={() => act(control => control.cancel(id, said))}
          >
            {trans.__('Withdraw')}
          </button>
        )}
      </div>
      <Comments transition={transition} trans={trans} />
    </section>
  );
}

function Approvals(props: {
  transition: Transition;
  trans: IPageContext['trans'];
}): React.ReactElement | null {
  const { transition, trans } = props;
  const { approvals, approvals_needed: needed } = transition;
  const given = approvals.filter(one => one.decision === 'approve' && !one.stale).length;
  if (needed === 0 && approvals.length === 0) {
    return (
      <p className="jp-MlopsHint">
        {transition.ended_at === null
          ? trans.__('The policy asks no second person for this target.')
          : transition.state === 'live'
            ? trans.__('No second person was asked.')
            : trans.__('Nobody has decided on it.')}
      </p>
    );
  }
  return (
    <>
      <p>{trans.__('%1 of %2 approvals', given, Math.max(needed, given))}</p>
      <ul className="jp-MlopsApprovals">
        {approvals.map(one => (
          <ApprovalLine key={one.approval_id} approval={one} trans={trans} />
        ))}
      </ul>
    </>
  );
}

function ApprovalLine(props: {
  approval: Approval;
  trans: IPageContext['trans'];
}): React.ReactElement {
  const { approval, trans } = props;
  const who = approval.display_name || approval.username;
  const did =
    approval.decision === 'approve'
      ? trans.__('%1 approved', who)
      : approval.decision === 'reject'
        ? trans.__('%1 rejected', who)
        : trans.__('%1 reviewed', who);
  return (
    <li data-stale={approval.stale || undefined}>
      <strong>{did}</strong>{' '}
      <time
        dateTime={new Date(approval.decided_at).toISOString()}
        title={formatMoment(approval.decided_at)}
      >
        {formatAgo(approval.decided_at, Date.now())}
      </time>
      {approval.stale && (
        <span className="jp-MlopsPill" data-tone="bad">
          {trans.__('Out of date: %1', approval.void_reason)}
        </span>
      )}
      {approval.comment && <blockquote>{approval.comment}</blockquote>}
    </li>
  );
}

function Comments(props: {
  transition: Transition;
  trans: IPageContext['trans'];
}): React.ReactElement | null {
  const { comments } = props.transition;
  if (comments.length === 0) {
    return null;
  }
  return (
    <ul className="jp-MlopsComments" aria-label={props.trans.__('Comments')}>
      {comments.map(one => (
        <li key={one.comment_id}>
          <strong>{one.display_name || one.username}</strong>{' '}
          <time
            dateTime={new Date(one.created_at).toISOString()}
            title={formatMoment(one.created_at)}
          >
            {formatAgo(one.created_at, Date.now())}
          </time>
          <blockquote>{one.text}</blockquote>
        </li>
      ))}
    </ul>
  );
}
