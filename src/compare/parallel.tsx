import React, { useCallback, useMemo, useState } from 'react';
import { colorOf } from '../charts/data';
import { formatTick } from '../components/format';
import { Brushed } from './brushed';
import { Chart, type IColors } from './chart';
import { measuresOf, nameOf, parallelOf } from './plotdata';
import type { IPlotPartProps } from './scatter';

const FIRST = 6;

/** An axis for each measure, a line for each run; brushing over axes chooses runs. */
export function CompareParallel(props: IPlotPartProps): React.ReactElement {
  const { context, runs, picture, onOnly } = props;
  const { trans, themes } = context;
  const all = useMemo(() => measuresOf(runs), [runs]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () => new Set(all.slice(FIRST).map(nameOf))
  );
  const [brushed, setBrushed] = useState<ReadonlySet<number> | null>(null);
  const [cleared, setCleared] = useState(0);
  const shown = useMemo(() => all.filter(one => !hidden.has(nameOf(one))), [all, hidden]);
  const places = useMemo(() => new Map(runs.map((run, place) => [run, place])), [runs]);
  const { axes, lines } = useMemo(() => parallelOf(runs, shown), [runs, shown]);
  const option = useCallback(
    (colors: IColors) => ({
      animation: false,
      parallel: {
        left: 60,
        right: 80,
        top: 40,
        bottom: 30,
        parallelAxisDefault: {
          nameTextStyle: { color: colors.ink },
          axisLine: { lineStyle: { color: colors.ink } },
          axisTick: { lineStyle: { color: colors.faint } },
          axisLabel: { color: colors.ink },
          areaSelectStyle: { color: colors.accent, opacity: 0.25, borderColor: colors.accent }
        }
      },
      parallelAxis: axes.map((axis, dim) => ({
        dim,
        name: axis.name.length > 24 ? `${axis.name.slice(0, 23)}…` : axis.name,
        ...(axis.categories
          ? { type: 'category', data: axis.categories }
          : {
              type: 'value',
              scale: true,
              axisLabel: { color: colors.ink, formatter: formatTick }
            })
      })),
      series: [
        {
          type: 'parallel',
          lineStyle: { width: 1.5, opacity: 0.7 },
          inactiveOpacity: 0.06,
          data: lines.map(({ run, values }) => ({
            name: run.name,
            value: values,
            lineStyle: { color: colorOf(places.get(run) ?? 0) }
          }))
        }
      ]
    }),
    [axes, lines, places]
  );
  if (all.length < 2) {
    return <p className="jp-MlopsHint">{trans.__('It takes two measures that differ.')}</p>;
  }
  const toggle = (name: string): void => {
    const next = new Set(hidden);
    if (!next.delete(name)) {
      next.add(name);
    }
    setHidden(next);
  };
  return (
    <>
      <details className="jp-MlopsChoice">
        <summary>{trans._n('%1 axis', '%1 axes', shown.length)}</summary>
        {all.map(measure => (
          <label key={nameOf(measure)}>
            <input
              type="checkbox"
              checked={!hidden.has(nameOf(measure))}
              onChange={() => toggle(nameOf(measure))}
            />
            {nameOf(measure)}
          </label>
        ))}
      </details>
      <div className="jp-MlopsToolbar">
        <span className="jp-MlopsHint">
          {trans.__('Drag along an axis to choose runs; click the axis to let go.')}
        </span>
        <Brushed
          chosen={brushed && lines.filter((_, at) => brushed.has(at)).map(line => line.run)}
          total={lines.length}
          trans={trans}
          onOnly={onOnly}
          onClear={() => setCleared(cleared + 1)}
        />
        {lines.length < runs.length && (
          <span className="jp-MlopsHint">
            {trans.__('%1 of %2 runs have them all.', lines.length, runs.length)}
          </span>
        )}
      </div>
      <Chart
        option={option}
        label={trans.__('Parallel coordinates of %1 runs', lines.length)}
        height={460}
        themes={themes}
        picture={picture}
        onBrush={found => setBrushed(found && new Set(found))}
        cleared={cleared}
      />
    </>
  );
}
