import { Notification } from '@jupyterlab/apputils';
import React, { useCallback, useState } from 'react';
import { messageOf } from '../api/errors';
import type { Plan, Transition } from '../api/types';
import { useAsked } from '../components/asked';
import type { ControlApi } from '../control/client';
import { stateLabel } from '../control/states';
import { type IPageContext, PageCommands } from '../pages/tokens';
import { actOf, hintsOf } from './ways';

/** The button that says what it will do: Promote, Request approval (2 gates to run), Blocked: …. */
export function PromoteButton(props: {
  context: IPageContext;
  control: ControlApi;
  project: string;
  name: string;
  version: number;
  target: string;
  /** Rises when the plan may have changed. */
  stamp: number;
  /** Only the button; what else there is to say shows when it is pointed at. */
  compact?: boolean;
}): React.ReactElement | null {
  const { context, control, project, name, version, target, stamp, compact } = props;
  const { trans, commands } = context;
  const ask = useCallback(
    (signal: AbortSignal) => control.plan(name, version, target, signal),
    // the stamp asks the same question anew
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [control, name, version, target, stamp]
  );
  const { found, error, retry } = useAsked(ask);
  // what was known stays on the screen while it is asked anew: nothing moves under the pointer
  const [last, setLast] = useState<Plan | null>(null);
  if (found !== null && found !== last) {
    setLast(found);
  }
  const plan = found ?? (error ? null : last);
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<string | null>(null);

  if (plan === null) {
    return error ? (
      <p className="jp-MlopsError" role="alert">
        {error}{' '}
        <button type="button" className="jp-MlopsLink" onClick={retry}>
          {trans.__('Try again')}
        </button>
      </p>
    ) : null;
  }
  if (plan.live_version === version) {
    return null;
  }
  const open = (transition_id: string): void => {
    void commands.execute(PageCommands.openReview, { project, transition_id });
  };
  const promote = async (again: boolean): Promise<void> => {
    setBusy(true);
    try {
      const { generation } = plan;
      const given = { note: note ?? '', generation, again };
      const transition = await control.promote(name, version, target, given);
      setRefusal('');
      setNote(null);
      tell(transition, context, () => open(transition.transition_id));
    } catch (reason) {
      if (compact) {
        Notification.error(messageOf(reason), { autoClose: 10_000 });
      } else {
        setRefusal(messageOf(reason));
      }
    } finally {
      setBusy(false);
      retry();
    }
  };
  const act = actOf(plan);
  const hints = hintsOf(plan, context);
  return (
    <div className="jp-MlopsPromote">
      <div className="jp-MlopsActions">
        <button
          type="button"
          className={`jp-MlopsButton ${act === 'promote' ? 'jp-mod-accept' : ''}`}
          data-act={act}
          disabled={busy || act === 'blocked'}
          title={[...plan.blocked, ...hints].join('\n')}
          onClick={() => (act === 'open' ? open(plan.transition_id ?? '') : void promote(false))}
        >
          {plan.label}
        </button>
        {act === 'blocked' && plan.gates_failed.length > 0 && (
          <button
            type="button"
            className="jp-MlopsButton"
            disabled={busy}
            title={trans.__('Run the gates that failed once more, though nothing has changed')}
            onClick={() => void promote(true)}
          >
            {trans.__('Run again')}
          </button>
        )}
        {!compact && act === 'promote' && note === null && (
          <button type="button" className="jp-MlopsLink" onClick={() => setNote('')}>
            {trans.__('Add a note')}
          </button>
        )}
      </div>
      {act === 'promote' && note !== null && (
        <input
          type="text"
          className="jp-mod-styled"
          autoFocus
          aria-label={trans.__('Note')}
          placeholder={trans.__('Why this version? Whoever approves reads it')}
          value={note}
          maxLength={10_000}
          onChange={event => setNote(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              void promote(false);
            } else if (event.key === 'Escape') {
              setNote(null);
            }
          }}
        />
      )}
      {!compact && plan.blocked.map(reason => <p key={reason}>{reason}</p>)}
      {!compact &&
        hints.map(hint => (
          <p key={hint} className="jp-MlopsHint">
            {hint}
          </p>
        ))}
      {refusal && (
        <p className="jp-MlopsError" role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}

/** Say where a promotion has got to; what is not done yet opens its review. */
export function tell(transition: Transition, context: IPageContext, open: () => void): void {
  const { trans } = context;
  const { name, version, target, state } = transition;
  if (state === 'live') {
    Notification.success(trans.__('%1 %2 is live for %3.', name, version, target), {
      autoClose: 5000
    });
  } else {
    const word = stateLabel(state, trans);
    Notification.info(trans.__('%1 %2 for %3: %4', name, version, target, word), {
      autoClose: 8000,
      actions: [{ label: trans.__('Open'), callback: open }]
    });
    open();
  }
}
