import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';
import type { Run } from '../api/types';
import { useNow } from '../components/clock';
import { formatDuration, formatMoment, formatNumber } from '../components/format';
import { Sparkline } from '../components/sparkline';
import { StatusDot, statusLabel } from '../components/status';
import { useStore } from '../components/store';
import { SHOWN, type ICardData, type RunCard } from './model';

const TICK_MS = 1000;

export interface ICardProps {
  data: ICardData;
  card: RunCard;
  trans: TranslationBundle;
  onOpen: () => void;
  onCompare: (runIds: string[]) => void;
  /** Put the cell that made the run in order to go on with it. */
  onResume: (run: Run) => void;
  /** What became of the run: its versions. */
  became: (run: Run) => React.ReactNode;
}

/** A run below the cell that made it. */
export function Card(props: ICardProps): React.ReactElement {
  const { card, data, trans } = props;
  const { run, missing, error } = useStore(card);
  const node = useWhileSeen(card);
  return (
    <section
      ref={node}
      className="jp-MlopsCard"
      data-status={run?.status}
      aria-label={trans.__('Run %1', run?.name ?? data.name)}
    >
      <Head {...props} run={run} />
      {missing && (
        <p className="jp-MlopsCard-wait" role="status">
          {trans.__('The server has not heard of this run yet.')}
        </p>
      )}
      {error && (
        <p className="jp-MlopsCard-error" role="status">
          {error}
        </p>
      )}
      {run?.error && <p className="jp-MlopsCard-error">{run.error}</p>}
      {run && (
        <div className="jp-MlopsCard-numbers">
          <Metrics run={run} keys={card.metricKeys} trans={trans} />
          <Params run={run} trans={trans} />
        </div>
      )}
      {run && props.became(run)}
    </section>
  );
}

function Head(props: ICardProps & { run: Run | null }): React.ReactElement {
  const { data, run, trans, onOpen, onCompare, onResume } = props;
  const stopped = run?.status === 'killed' || run?.status === 'stale';
  return (
    <header className="jp-MlopsCard-head">
      {run && <StatusDot status={run.status} trans={trans} />}
      <button type="button" className="jp-MlopsCard-name" onClick={onOpen}>
        {run?.name ?? data.name}
      </button>
      {run && <span className="jp-MlopsCard-state">{statusLabel(run.status, trans)}</span>}
      {run && <Duration run={run} />}
      <span className="jp-MlopsCard-where">
        {[run?.project ?? data.project, run?.experiment_name].filter(Boolean).join(' / ')}
      </span>
      <span className="jp-MlopsCard-actions">
        {run && stopped && (
          <button type="button" className="jp-MlopsCard-action" onClick={() => onResume(run)}>
            {trans.__('Resume')}
          </button>
        )}
        {run && run.child_count > 0 && (
          <span className="jp-MlopsCard-children">
            {trans._n('%1 child run', '%1 child runs', run.child_count)}
          </span>
        )}
        {run?.parent_run_id && (
          <button
            type="button"
            className="jp-MlopsCard-action"
            onClick={() => onCompare([run.parent_run_id ?? '', run.run_id])}
          >
            {trans.__('Compare with parent')}
          </button>
        )}
      </span>
    </header>
  );
}

function Duration({ run }: { run: Run }): React.ReactElement {
  const now = useNow(run.end_time === null && run.status === 'running' ? TICK_MS : null);
  const end = run.end_time ?? (run.status === 'running' ? now : (run.heartbeat_at ?? now));
  return (
    <span className="jp-MlopsCard-duration" title={formatMoment(run.start_time)}>
      {formatDuration(end - run.start_time)}
    </span>
  );
}

function Metrics(props: {
  run: Run;
  keys: readonly string[];
  trans: TranslationBundle;
}): React.ReactElement | null {
  const { run, keys, trans } = props;
  if (keys.length === 0) {
    return null;
  }
  return (
    <table className="jp-MlopsCard-table" aria-label={trans.__('Metrics')}>
      <tbody>
        {keys.map(key => (
          <tr key={key}>
            <th scope="row" title={key}>
              {key}
            </th>
            <td className="jp-MlopsCard-number" title={String(run.metrics[key]?.last ?? '')}>
              {formatNumber(run.metrics[key]?.last)}
            </td>
            <td className="jp-MlopsCard-spark">
              <Sparkline values={run.sparklines[key] ?? []} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Params({ run, trans }: { run: Run; trans: TranslationBundle }): React.ReactElement | null {
  const all = Object.entries(run.params);
  if (all.length === 0) {
    return null;
  }
  const hidden = all.length - SHOWN;
  return (
    <table className="jp-MlopsCard-table" aria-label={trans.__('Parameters')}>
      <tbody>
        {all.slice(0, SHOWN).map(([key, value]) => (
          <tr key={key}>
            <th scope="row" title={key}>
              {key}
            </th>
            <td className="jp-MlopsCard-param" title={value}>
              {value}
            </td>
          </tr>
        ))}
        {hidden > 0 && (
          <tr>
            <td colSpan={2} className="jp-MlopsCard-more">
              {trans._n('and %1 more', 'and %1 more', hidden)}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** Keep a card awake while it is on the screen: not scrolled away, nor behind another tab. */
function useWhileSeen(card: RunCard): React.RefObject<HTMLElement> {
  const node = useRef<HTMLElement>(null);
  useEffect(() => {
    const seen = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) {
        card.wake();
      } else {
        card.sleep();
      }
    });
    if (node.current) {
      seen.observe(node.current);
    }
    return () => {
      seen.disconnect();
      card.sleep();
    };
  }, [card]);
  return node;
}
