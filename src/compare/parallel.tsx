import React, { useCallback, useMemo, useState } from 'react';
import { colorOf, palette, shadeOf } from '../charts/data';
import { formatTick } from '../components/format';
import { Brushed } from './brushed';
import { Chart, type IColors } from './chart';
import { measuresOf, nameOf, parallelOf, spread } from './plotdata';
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
  // there are not as many colours that can be told apart: the first axis gives them
  const shades = useMemo(
    () => (lines.length > palette.length ? spread(lines.map(line => line.values[0])) : null),
    [lines]
  );
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
          // many lines are a cloud: what is dense shows through
          lineStyle: { width: 1.5, opacity: Math.max(0.12, Math.min(0.7, 40 / lines.length)) },
          inactiveOpacity: 0.06,
          data: lines.map(({ run, values }, at) => ({
            name: run.name,
            value: values,
            lineStyle: { color: shades ? shadeOf(shades[at]) : colorOf(places.get(run) ?? 0) }
          }))
        }
      ]
    }),
    [axes, lines, places, shades]
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
        {shades && axes.length > 0 && (
          <span className="jp-MlopsHint">
            {trans.__('Coloured by %1, from blue to orange.', axes[0].name)}
          </span>
        )}
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
