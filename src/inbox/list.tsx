import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { InboxItem } from '../api/types';
import { useNow } from '../components/clock';
import { Failure } from '../components/failure';
import { formatAgo, formatMoment } from '../components/format';
import { useStore } from '../components/store';
import { StatePill } from '../control/states';
import type { Inbox } from './model';

const TICK_MS = 60_000;

/** What waits for the person. */
export function InboxList(props: {
  inbox: Inbox;
  trans: TranslationBundle;
  open: (item: InboxItem) => void;
}): React.ReactElement {
  const { inbox, trans, open } = props;
  const { items, loaded, error } = useStore(inbox);
  const now = useNow(TICK_MS);
  if (error) {
    return <Failure message={error} trans={trans} onRetry={() => void inbox.load()} />;
  }
  if (!loaded) {
    return <p className="jp-MlopsNote">{trans.__('Loading…')}</p>;
  }
  if (items.length === 0) {
    return <p className="jp-MlopsNote">{trans.__('Nothing waits for you.')}</p>;
  }
  return (
    <ul className="jp-MlopsInbox">
      {items.map(item => {
        const { transition } = item;
        const who = transition.requested_name || transition.requested_by;
        return (
          <li key={transition.transition_id}>
            <button type="button" className="jp-MlopsInbox-item" onClick={() => open(item)}>
              <span className="jp-MlopsInbox-what">
                <b title={transition.name}>{transition.name}</b>
                <span>{trans.__('version %1', transition.version)}</span>
                <span className="jp-MlopsInbox-target" title={transition.target}>
                  {`→ ${transition.target}`}
                </span>
              </span>
              <span className="jp-MlopsInbox-why">
                {item.why === 'own' ? (
                  <StatePill state={transition.state} trans={trans} />
                ) : (
                  <span className="jp-MlopsPill" data-tone="waiting">
                    {whyLabel(item.why, trans)}
                  </span>
                )}
                <span title={formatMoment(transition.requested_at)}>
                  {item.why === 'own' || !who
                    ? formatAgo(transition.requested_at, now)
                    : trans.__('%1, %2', who, formatAgo(transition.requested_at, now))}
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function whyLabel(why: string, trans: TranslationBundle): string {
  switch (why) {
    case 'approve':
      return trans.__('Approve or reject');
    case 'review':
      return trans.__('Review the rollback');
    default:
      return why;
  }
}
