import type { IThemeManager } from '@jupyterlab/apputils';
import React, { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDuration, formatMoment, formatNumber, formatTick } from '../components/format';
import { aligned, clippedRange, type ICurveSettings, type ILine } from './data';

export interface IPlotProps {
  readonly lines: readonly ILine[];
  readonly settings: ICurveSettings;
  readonly height: number;
  /** What a screen reader is told. */
  readonly label: string;
  readonly themes: IThemeManager | null;
  /** The reader dragged over a span of x, or wants all of it back (null). */
  readonly onZoom: (span: [number, number] | null) => void;
  /** The reader points at an x, or at none: each line's value there. */
  readonly onPoint?: (x: number | null, values: (number | null)[]) => void;
}

/** Curves on a canvas; drawn anew when the data, the size or the theme changes. */
export function Plot(props: IPlotProps): React.ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const plot = useRef<uPlot | null>(null);
  const shape = shapeOf(props);

  useEffect(() => {
    const node = host.current;
    if (!node) {
      return;
    }
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(latest, node), dataOf(latest.current.lines), node);
    };
    draw();
    const resized = new ResizeObserver(() => {
      if (node.clientWidth > 0) {
        plot.current?.setSize({ width: node.clientWidth, height: latest.current.height });
      }
    });
    resized.observe(node);
    const { themes } = latest.current;
    themes?.themeChanged.connect(draw);
    return () => {
      resized.disconnect();
      themes?.themeChanged.disconnect(draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData(dataOf(props.lines));
  }, [props.lines, shape]);

  return <div ref={host} className="jp-MlopsPlot" role="img" aria-label={props.label} />;
}

/** What the canvas is built from; when it is the same, new points only need to be set. */
function shapeOf({ lines, settings, height }: IPlotProps): string {
  const each = lines.map(line => [line.runId, line.color, line.low !== undefined]);
  return JSON.stringify([each, settings.x, settings.log, settings.clip, height]);
}

function dataOf(lines: readonly ILine[]): uPlot.AlignedData {
  return aligned(
    lines.map(line => ({
      x: line.x,
      columns: line.low && line.high ? [line.y, line.low, line.high] : [line.y]
    }))
  );
}

function optionsOf(latest: { current: IPlotProps }, node: HTMLElement): uPlot.Options {
  const { lines, settings, height } = latest.current;
  const style = getComputedStyle(node);
  const ink = style.getPropertyValue('--jp-ui-font-color2').trim() || '#888';
  const grid = style.getPropertyValue('--jp-border-color2').trim() || '#ddd';
  const font = `11px ${style.getPropertyValue('--jp-ui-font-family') || 'sans-serif'}`;
  const axis = {
    stroke: ink,
    font,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1, size: 4 }
  };
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  const main: number[] = [];
  for (const line of lines) {
    main.push(series.length);
    series.push({
      stroke: line.color,
      width: 1.5,
      points: { show: line.x.length < 30, size: 4 },
      spanGaps: false
    });
    if (line.low && line.high) {
      const hidden = { stroke: 'transparent', width: 0, points: { show: false } };
      bands.push({
        series: [series.length + 1, series.length],
        fill: `${line.color}26`
      });
      series.push({ ...hidden }, { ...hidden });
    }
  }
  return {
    width: node.clientWidth || 320,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    series,
    bands,
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      focus: { prox: 24 }
    },
    scales: {
      x: { time: settings.x === 'time' },
      y: {
        distr: settings.log ? 3 : 1,
        range: settings.clip
          ? (_, low, high) => clippedRange(latest.current.lines) ?? [low, high]
          : undefined
      }
    },
    ms: 1,
    axes: [
      {
        ...axis,
        size: 24,
        values:
          settings.x === 'relative'
            ? (_, ticks) => ticks.map(tick => formatDuration(tick))
            : settings.x === 'time'
              ? undefined
              : (_, ticks) => ticks.map(tick => formatTick(tick)),
        space: settings.x === 'relative' ? 90 : 60
      },
      {
        ...axis,
        size: 58,
        values: (_, ticks) => ticks.map(tick => (tick === null ? '' : formatTick(tick)))
      }
    ],
    hooks: {
      setSelect: [
        chart => {
          const { left, width } = chart.select;
          if (width > 4) {
            latest.current.onZoom([chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')]);
          }
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }
      ],
      setCursor: [
        chart => {
          const index = chart.cursor.idx;
          const told = latest.current.onPoint;
          if (told) {
            const at = index === null || index === undefined ? null : index;
            told(
              at === null ? null : chart.data[0][at],
              main.map(column => (at === null ? null : nearest(chart.data[column], at)))
            );
          }
        }
      ],
      ready: [
        chart => {
          chart.over.addEventListener('dblclick', () => latest.current.onZoom(null));
        }
      ]
    }
  };
}

/** Return a line's value at or before a place. */
function nearest(column: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let at = index; at >= 0; at--) {
    const value = column[at];
    if (value !== undefined) {
      return value;
    }
  }
  return null;
}

/** Write a place on the x axis. */
export function formatX(x: number, axis: string): string {
  if (axis === 'time') {
    return formatMoment(x);
  }
  return axis === 'relative' ? formatDuration(x) : formatNumber(x);
}
