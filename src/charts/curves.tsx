import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { isAbort, messageOf } from '../api/errors';
import type { Curve } from '../api/types';
import { formatNumber } from '../components/format';
import type { IPageContext } from '../pages/tokens';
import { type ICurveSettings, lineOf } from './data';
import { type ICharted, zoomName, type Zooms } from './exported';
import { formatX, Plot } from './plot';

export interface ICurveProps {
  readonly context: IPageContext;
  readonly runs: readonly ICharted[];
  readonly metric: string;
  readonly settings: ICurveSettings;
  /** Changes whenever there is something new to ask for. */
  readonly version: number;
  readonly visible: boolean;
  readonly height?: number;
  /** Where the chart writes what it is zoomed to. */
  readonly zooms?: Zooms;
}

/** Points of a curve that are asked for at once. */
export const BUCKETS = 600;

/** One metric of some runs: asks the server for what is in view, and again for what is zoomed to. */
export function CurveCard(props: ICurveProps): React.ReactElement {
  const { context, runs, metric, settings, version, visible, height = 200, zooms } = props;
  const { trans, themes } = context;
  const card = useRef<HTMLElement>(null);
  const inView = useInView(card);
  const [curves, setCurves] = useState<readonly Curve[] | null>(null);
  const [error, setError] = useState('');
  const [span, setSpan] = useState<[number, number] | null>(null);
  const [point, setPoint] = useState<{ x: number; values: (number | null)[] } | null>(null);
  const ids = runs.map(run => run.runId).join(',');

  useEffect(() => setSpan(null), [settings.x]);
  useEffect(() => {
    const name = zoomName(metric, ids.split(','));
    if (span) {
      zooms?.set(name, span);
    }
    return () => void zooms?.delete(name);
  }, [zooms, metric, ids, span]);

  useEffect(() => {
    const asked = new AbortController();
    if (visible && inView) {
      const request = {
        run_ids: ids.split(','),
        keys: [metric],
        x: settings.x,
        x_min: span?.[0],
        x_max: span?.[1],
        buckets: BUCKETS
      };
      context.lab.api.curves(request, asked.signal).then(
        found => {
          setCurves(found.curves);
          setError('');
        },
        reason => isAbort(reason) || setError(messageOf(reason))
      );
    }
    return () => asked.abort();
  }, [context, ids, metric, settings.x, span, version, visible, inView]);

  const named = useMemo(() => new Map(runs.map(run => [run.runId, run])), [runs]);
  const lines = useMemo(
    () =>
      (curves ?? []).flatMap(curve => {
        const run = named.get(curve.run_id);
        return run && curve.x.length > 0 ? [lineOf(curve, run.name, run.color, settings)] : [];
      }),
    [curves, named, settings]
  );
  const told = useCallback((x: number | null, values: (number | null)[]): void => {
    setPoint(x === null ? null : { x, values });
  }, []);

  return (
    <figure ref={card} className="jp-MlopsCurve" style={{ minHeight: height + 22 }}>
      <figcaption>
        <span className="jp-MlopsCurve-key" title={metric}>
          {metric}
        </span>
        <span className="jp-MlopsCurve-told">
          {point
            ? pointText(point, lines.length, settings.x)
            : span && (
                <button type="button" className="jp-MlopsLink" onClick={() => setSpan(null)}>
                  {trans.__('Show all')}
                </button>
              )}
        </span>
      </figcaption>
      {error && (
        <p className="jp-MlopsError" role="alert">
          {error}
        </p>
      )}
      {curves !== null && lines.length === 0 && !error && (
        <p className="jp-MlopsHint">
          {settings.x in { step: 1, time: 1, relative: 1 }
            ? trans.__('No points yet.')
            : trans.__('No point shares a step with %1.', settings.x)}
        </p>
      )}
      {inView && lines.length > 0 && (
        <Plot
          lines={lines}
          settings={settings}
          height={height}
          themes={themes}
          label={chartLabel(metric, lines.length, trans)}
          onZoom={setSpan}
          onPoint={told}
        />
      )}
    </figure>
  );
}

function pointText(
  point: { x: number; values: (number | null)[] },
  count: number,
  axis: string
): string {
  const x = formatX(point.x, axis);
  return count === 1 ? `${x}: ${formatNumber(point.values[0] ?? null) || '–'}` : x;
}

function chartLabel(metric: string, count: number, trans: TranslationBundle): string {
  return trans._n('%2: %1 curve', '%2: %1 curves', count, metric);
}

/** Tell whether an element is, or was once, near the screen. */
function useInView(ref: React.RefObject<HTMLElement>): boolean {
  const [inView, setInView] = useState(false);
  useEffect(() => {
    const node = ref.current;
    if (!node) {
      return;
    }
    const observer = new IntersectionObserver(
      entries => setInView(entries.some(entry => entry.isIntersecting)),
      { rootMargin: '200px' }
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, [ref]);
  return inView;
}

export interface ICurveToolbarProps {
  readonly settings: ICurveSettings;
  readonly metrics: readonly string[];
  readonly trans: TranslationBundle;
  readonly onChange: (settings: ICurveSettings) => void;
  /** What else can be done with the charts. */
  readonly children?: React.ReactNode;
}

/** The choices that hold for all charts of a page. */
export function CurveToolbar(props: ICurveToolbarProps): React.ReactElement {
  const { settings, metrics, trans, onChange } = props;
  return (
    <div className="jp-MlopsToolbar" role="toolbar" aria-label={trans.__('Chart settings')}>
      <label>
        {trans.__('Over')}
        <select
          value={settings.x}
          onChange={event => onChange({ ...settings, x: event.target.value })}
        >
          <option value="step">{trans.__('Step')}</option>
          <option value="relative">{trans.__('Time since start')}</option>
          <option value="time">{trans.__('Time of day')}</option>
          <optgroup label={trans.__('Another metric')}>
            {metrics.map(metric => (
              <option key={metric} value={metric}>
                {metric}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <label>
        {trans.__('Smoothing')}
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={settings.smoothing}
          onChange={event => onChange({ ...settings, smoothing: Number(event.target.value) })}
        />
        <output>{settings.smoothing.toFixed(2)}</output>
      </label>
      <label>
        <input
          type="checkbox"
          checked={settings.log}
          onChange={event => onChange({ ...settings, log: event.target.checked })}
        />
        {trans.__('Logarithmic')}
      </label>
      <label title={trans.__('Leave the farthest values out of the scale')}>
        <input
          type="checkbox"
          checked={settings.clip}
          onChange={event => onChange({ ...settings, clip: event.target.checked })}
        />
        {trans.__('Clip outliers')}
      </label>
      <span className="jp-MlopsHint">{trans.__('Drag to zoom, double-click to see all.')}</span>
      {props.children}
    </div>
  );
}
