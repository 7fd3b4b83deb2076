import React from 'react';
import type { ModelState, TargetState, Transition } from '../api/types';
import { askReason } from '../components/reason';
import { formatAgo, formatMoment } from '../components/format';
import { useStore } from '../components/store';
import { StatePill, toneOf } from '../control/states';
import { PageCommands } from '../pages/tokens';
import type { IModelPartProps } from './page';
import { backTo } from './ways';

/** What has been live for each target, newest first, with the way back. */
export function History({ context, model }: IModelPartProps): React.ReactElement {
  const { trans } = context;
  const { standing, history } = useStore(model);
  if (standing.targets.length === 0) {
    return <p className="jp-MlopsHint">{trans.__('The policy names no target.')}</p>;
  }
  return (
    <div className="jp-MlopsHistory">
      {standing.targets.map(target => (
        <Target
          key={target.target}
          context={context}
          model={model}
          target={target}
          transitions={history.filter(one => one.target === target.target)}
        />
      ))}
    </div>
  );
}

function Target(
  props: IModelPartProps & { target: TargetState; transitions: readonly Transition[] }
): React.ReactElement {
  const { context, model, target, transitions } = props;
  const { trans } = context;
  const { live_version: live, previous_version: previous, generation } = target;
  const back = async (version: number): Promise<void> => {
    const reason = await askReason(trans, {
      title: trans.__('Roll %1 back to version %2?', target.target, version),
      text:
        live === null
          ? trans.__('Version %1 becomes live for %2 again.', version, target.target)
          : trans.__(
              'Version %1 becomes live for %2 again, in place of version %3.',
              version,
              target.target,
              live
            ),
      accept: trans.__('Roll back')
    });
    if (reason !== null) {
      const { name, control } = model;
      await model.change(() => control.rollback(name, target.target, reason, version, generation));
    }
  };
  const ways = backTo(transitions, live);
  // a promotion stays what it was; whether its version still is live is the target's to say
  const now = transitions.find(one => one.state === 'live' && one.version === live);
  return (
    <section aria-label={target.target}>
      <header>
        <h2>{target.target}</h2>
        <span className="jp-MlopsHint">
          {live === null
            ? trans.__('Nothing is live.')
            : trans.__('Version %1 is live, as @%2.', live, target.alias)}
        </span>
        <span className="jp-MlopsSpacer" />
        {previous !== null && (
          <button
            type="button"
            className="jp-MlopsButton jp-mod-warn"
            onClick={() => void back(previous)}
          >
            {trans.__('Roll back to version %1', previous)}
          </button>
        )}
      </header>
      {transitions.length === 0 ? (
        <p className="jp-MlopsHint">
          {trans.__('Nothing has been asked for yet. Promote a version on its page.')}
        </p>
      ) : (
        <ol className="jp-MlopsTimeline">
          {transitions.map(one => (
            <Moment
              key={one.transition_id}
              context={context}
              transition={one}
              state={one.state === 'live' && one !== now ? 'superseded' : one.state}
              again={ways.has(one.transition_id) ? () => void back(one.version) : null}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Moment(props: {
  context: IModelPartProps['context'];
  transition: Transition;
  state: ModelState;
  again: (() => void) | null;
}): React.ReactElement {
  const { context, transition, state, again } = props;
  const { trans, commands } = context;
  const when = transition.ended_at ?? transition.requested_at;
  const who = transition.requested_name || transition.requested_by;
  const said = [transition.note, transition.reason].filter(Boolean).join(' · ');
  return (
    <li data-tone={toneOf(state)}>
      <div className="jp-MlopsTimeline-line">
        <button
          type="button"
          className="jp-MlopsLink"
          onClick={() =>
            void commands.execute(PageCommands.openReview, {
              project: transition.project,
              transition_id: transition.transition_id
            })
          }
        >
          {transition.kind === 'rollback'
            ? trans.__('Rollback to version %1', transition.version)
            : trans.__('Version %1', transition.version)}
        </button>
        <StatePill state={state} trans={trans} />
        {transition.review_open && (
          <span className="jp-MlopsPill" data-tone="waiting">
            {trans.__('To be reviewed')}
          </span>
        )}
        <span className="jp-MlopsHint">
          {who && trans.__('asked by %1,', who)}{' '}
          <time dateTime={new Date(when).toISOString()} title={formatMoment(when)}>
            {formatAgo(when, Date.now())}
          </time>
        </span>
        {again && (
          <button type="button" className="jp-MlopsLink" onClick={again}>
            {trans.__('Roll back to it')}
          </button>
        )}
      </div>
      {said && <p className="jp-MlopsTimeline-said">{said}</p>}
    </li>
  );
}
