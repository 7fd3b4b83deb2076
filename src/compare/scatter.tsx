import React, { useCallback, useMemo, useState } from 'react';
import type { Run } from '../api/types';
import { trend } from '../charts/data';
import { formatNumber, formatTick } from '../components/format';
import { type IPageContext, PageCommands } from '../pages/tokens';
import { Brushed } from './brushed';
import { Chart, type IColors } from './chart';
import { type IMeasure, measuresOf, nameOf, pairsOf } from './plotdata';

export interface IPlotPartProps {
  readonly context: IPageContext;
  readonly runs: readonly Run[];
  readonly picture: { current: (() => string) | null };
  /** Compare only some of the runs. */
  readonly onOnly: (runs: readonly Run[]) => void;
}

/** One measure over another, with the straight line that fits them best. */
export function CompareScatter(props: IPlotPartProps): React.ReactElement {
  const { context, runs, picture, onOnly } = props;
  const { trans, themes, commands } = context;
  const measures = useMemo(() => measuresOf(runs), [runs]);
  const [across, setAcross] = useState(() => firstAcross(runs, measures));
  const [up, setUp] = useState(0);
  const [brushed, setBrushed] = useState<ReadonlySet<number> | null>(null);
  const [cleared, setCleared] = useState(0);
  const x = measures[across] as IMeasure | undefined;
  const y = measures[up] as IMeasure | undefined;
  const pairs = useMemo(() => (x && y ? pairsOf(runs, x, y) : []), [runs, x, y]);
  const fit = useMemo(() => trend(pairs.map(pair => [pair.x, pair.y])), [pairs]);
  const option = useCallback(
    (colors: IColors) => {
      const xs = pairs.map(pair => pair.x);
      const ends = [Math.min(...xs), Math.max(...xs)];
      const axis = {
        type: 'value',
        scale: true,
        nameLocation: 'middle',
        axisLabel: { color: colors.ink, formatter: formatTick },
        nameTextStyle: { color: colors.ink },
        axisLine: { lineStyle: { color: colors.faint } },
        splitLine: { lineStyle: { color: colors.faint, opacity: 0.5 } }
      };
      return {
        animation: false,
        brush: {
          toolbox: [],
          xAxisIndex: 0,
          seriesIndex: 0,
          throttleType: 'debounce',
          throttleDelay: 100,
          brushStyle: { color: colors.accent, opacity: 0.15, borderColor: colors.accent },
          outOfBrush: { colorAlpha: 0.15 }
        },
        grid: { left: 80, right: 24, top: 20, bottom: 56 },
        tooltip: {
          formatter: (point: { dataIndex: number; seriesType: string }) => {
            const pair = point.seriesType === 'scatter' ? pairs[point.dataIndex] : null;
            return pair
              ? `${encoded(pair.run.name)}<br>${formatNumber(pair.x)}, ${formatNumber(pair.y)}`
              : '';
          }
        },
        xAxis: { ...axis, name: x ? nameOf(x) : '', nameGap: 32 },
        yAxis: { ...axis, name: y ? nameOf(y) : '', nameGap: 60 },
        series: [
          {
            type: 'scatter',
            symbolSize: 9,
            itemStyle: { color: colors.accent, opacity: 0.75 },
            data: pairs.map(pair => [pair.x, pair.y])
          },
          {
            type: 'line',
            showSymbol: false,
            silent: true,
            lineStyle: { color: colors.ink, type: 'dashed', width: 1 },
            data: fit ? ends.map(at => [at, fit.intercept + fit.slope * at]) : []
          }
        ]
      };
    },
    [pairs, fit, x, y]
  );
  if (!x || !y) {
    return <p className="jp-MlopsHint">{trans.__('There is nothing to place these runs by.')}</p>;
  }
  const choice = (label: string, value: number, set: (value: number) => void): JSX.Element => (
    <label>
      {label}
      <select value={value} onChange={event => set(Number(event.target.value))}>
        {measures.map((measure, place) => (
          <option key={nameOf(measure)} value={place}>
            {nameOf(measure)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <div className="jp-MlopsToolbar">
        {choice(trans.__('Across'), across, setAcross)}
        {choice(trans.__('Up'), up, setUp)}
        {fit && <span>{trans.__('Trend: r² = %1', formatNumber(fit.r2))}</span>}
        <span className="jp-MlopsHint">
          {trans.__('Click a point to open its run; drag to choose some.')}
        </span>
        <Brushed
          chosen={brushed && pairs.filter((_, at) => brushed.has(at)).map(pair => pair.run)}
          total={pairs.length}
          trans={trans}
          onOnly={onOnly}
          onClear={() => setCleared(cleared + 1)}
        />
        {pairs.length < runs.length && (
          <span className="jp-MlopsHint">
            {trans.__('%1 of %2 runs have both as numbers.', pairs.length, runs.length)}
          </span>
        )}
      </div>
      <Chart
        option={option}
        label={trans.__('%1 over %2', nameOf(y), nameOf(x))}
        height={460}
        themes={themes}
        picture={picture}
        onBrush={found => setBrushed(found && new Set(found))}
        cleared={cleared}
        onPick={place =>
          void commands.execute(PageCommands.openRun, { run_id: pairs[place].run.run_id })
        }
      />
    </>
  );
}

/** Return the place of the param that most runs have as a number beside the first measure. */
function firstAcross(runs: readonly Run[], measures: readonly IMeasure[]): number {
  let [best, most] = [0, 0];
  measures.forEach((measure, place) => {
    const count = measure.kind === 'param' ? pairsOf(runs, measure, measures[0]).length : 0;
    if (count > most) {
      [best, most] = [place, count];
    }
  });
  return best;
}

function encoded(text: string): string {
  return text.replace(/[&<>"]/g, char => `&#${char.charCodeAt(0)};`);
}
