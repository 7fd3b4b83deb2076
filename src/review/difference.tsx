import React, { useMemo, useState } from 'react';
import type { Review } from '../api/types';
import { Failure } from '../components/failure';
import { formatDelta, formatNumber } from '../components/format';
import { useStore } from '../components/store';
import { Diff } from '../compare/diffview';
import { readUnified } from '../compare/diffrows';
import type { IReviewPartProps } from './page';

/** What differs between the version and the one that is live. */
export function Difference({ context, model }: IReviewPartProps): React.ReactElement {
  const { trans } = context;
  const { review, reviewError } = useStore(model);
  const [same, setSame] = useState(false);
  if (reviewError) {
    return <Failure message={reviewError} trans={trans} onRetry={() => void model.load()} />;
  }
  if (review === null) {
    return (
      <p className="jp-MlopsHint" role="status">
        {trans.__('Loading…')}
      </p>
    );
  }
  if (review.version === review.live_version) {
    return <p className="jp-MlopsHint">{trans.__('This is the live version itself.')}</p>;
  }
  const part = (title: string, changes: Review['params']): React.ReactElement => (
    <Changes title={title} changes={changes} review={review} same={same} context={context} />
  );
  return (
    <div className="jp-MlopsDifference">
      <div className="jp-MlopsActions">
        <span>
          {review.live_version === null
            ? trans.__('Nothing is live for %1 yet: all of it is new.', review.target)
            : trans.__(
                'Version %1 against version %2, which is live.',
                review.version,
                review.live_version
              )}
        </span>
        <span className="jp-MlopsSpacer" />
        {review.live_version !== null && (
          <label className="jp-MlopsCheck">
            <input type="checkbox" checked={same} onChange={() => setSame(!same)} />
            {trans.__('Show what is the same too')}
          </label>
        )}
      </div>
      <Metrics review={review} same={same} context={context} />
      {part(trans.__('Parameters'), review.params)}
      {part(trans.__('Data'), review.datasets)}
      <Code review={review} context={context} />
      {part(trans.__('Signature'), review.signature)}
      {part(trans.__('Packages'), review.packages)}
      {part(trans.__('Environment'), review.environment)}
      {part(trans.__('Files'), review.files)}
    </div>
  );
}

const SYSTEM = 'system/';

type IPartProps = { review: Review; context: IReviewPartProps['context'] };

function Metrics(props: IPartProps & { same: boolean }): React.ReactElement | null {
  const { review, same, context } = props;
  const { trans } = context;
  // how busy the machine was says nothing of the model
  const shown = review.metrics.filter(one => same || !one.key.startsWith(SYSTEM));
  if (shown.length === 0) {
    return null;
  }
  const live = review.live_version;
  return (
    <section aria-label={trans.__('Metrics')}>
      <h2>{trans.__('Metrics')}</h2>
      <div className="jp-MlopsTableFrame" tabIndex={0}>
        <table className="jp-MlopsTable">
          <thead>
            <tr>
              <th scope="col">{trans.__('Metric')}</th>
              {live !== null && (
                <th scope="col" data-numeric>
                  {trans.__('Live: %1', live)}
                </th>
              )}
              <th scope="col" data-numeric>
                {trans.__('Version %1', review.version)}
              </th>
              {live !== null && (
                <th scope="col" data-numeric>
                  {trans.__('Change')}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map(one => (
              <tr key={one.key}>
                <th scope="row" title={one.key}>
                  {one.key}
                </th>
                {live !== null && <td data-numeric>{number(one.live)}</td>}
                <td data-numeric>{number(one.this)}</td>
                {live !== null && (
                  <td data-numeric>{one.delta === null ? '' : formatDelta(one.delta)}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function number(value: number | string | null): string {
  return typeof value === 'number' ? formatNumber(value) : (value ?? '');
}

function Changes(
  props: IPartProps & { title: string; changes: Review['params']; same: boolean }
): React.ReactElement | null {
  const { title, changes, review, same, context } = props;
  const { trans } = context;
  const differing = changes.filter(one => one.differs);
  const shown = same || review.live_version === null ? changes : differing;
  if (changes.length === 0) {
    return null;
  }
  const live = review.live_version;
  return (
    <section aria-label={title}>
      <h2>
        {title}
        {live !== null && <span className="jp-MlopsCount">{differing.length}</span>}
      </h2>
      {shown.length === 0 ? (
        <p className="jp-MlopsHint">
          {trans._n('The same: %1 entry.', 'The same: all %1 entries.', changes.length)}
        </p>
      ) : (
        <div className="jp-MlopsTableFrame" tabIndex={0}>
          <table className="jp-MlopsTable">
            {live !== null && (
              <thead>
                <tr>
                  <th scope="col">{trans.__('Name')}</th>
                  <th scope="col">{trans.__('Live: %1', live)}</th>
                  <th scope="col">{trans.__('Version %1', review.version)}</th>
                </tr>
              </thead>
            )}
            <tbody>
              {shown.map(one => (
                <tr key={one.key} data-differs={(live !== null && one.differs) || undefined}>
                  <th scope="row" title={one.key}>
                    {one.key}
                  </th>
                  {live !== null && (
                    <td data-side="removed" title={one.live ?? undefined}>
                      {one.live ?? '—'}
                    </td>
                  )}
                  <td data-side="added" title={one.this ?? undefined}>
                    {one.this ?? '—'}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Code({ review, context }: IPartProps): React.ReactElement {
  const { trans } = context;
  const { code, live_version: live, version } = review;
  const stretches = useMemo(() => readUnified(code.diff), [code.diff]);
  const commits =
    code.commit !== code.live_commit
      ? trans.__(
          'Commit %1, live: %2.',
          code.commit?.slice(0, 10) ?? '—',
          code.live_commit?.slice(0, 10) ?? '—'
        )
      : code.commit && trans.__('The same commit: %1.', code.commit.slice(0, 10));
  return (
    <section aria-label={trans.__('Code')}>
      <h2>{trans.__('Code')}</h2>
      {commits && <p className="jp-MlopsHint">{commits}</p>}
      {code.same && live !== null && <p className="jp-MlopsHint">{trans.__('The same cells.')}</p>}
      {stretches.map(({ place, rows }) => (
        <Diff
          key={place}
          title={[code.notebook, place].filter(Boolean).join(' ')}
          rows={rows}
          before={live === null ? trans.__('nothing') : trans.__('Version %1', live)}
          after={trans.__('Version %1', version)}
          layout="unified"
          trans={trans}
        />
      ))}
    </section>
  );
}
