import type { IThemeManager } from '@jupyterlab/apputils';
import type { ECharts, EChartsCoreOption } from 'echarts/core';
import React, { useEffect, useRef, useState } from 'react';
import { messageOf } from '../api/errors';
import { brushedLines, brushedPoints, type IBrushSelected, type IParallelStates } from './brush';

export interface IChartProps {
  /** What to draw, given the colours of the theme. */
  readonly option: (colors: IColors) => EChartsCoreOption;
  readonly label: string;
  readonly height: number;
  readonly themes: IThemeManager | null;
  /** The reader brushed: the places of what matches, which may be none; null: nothing is brushed. */
  readonly onBrush?: (places: number[] | null) => void;
  readonly onPick?: (place: number) => void;
  /** Takes what returns the drawing as a picture. */
  readonly picture?: { current: (() => string) | null };
  /** Changes to take the brush away. */
  readonly cleared?: number;
}

export interface IColors {
  readonly ink: string;
  readonly faint: string;
  readonly ground: string;
  readonly accent: string;
}

/** A chart by ECharts, which is fetched when the first one is opened. */
export function Chart(props: IChartProps): React.ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const chart = useRef<ECharts | null>(null);
  const [error, setError] = useState('');

  useEffect(() => {
    const node = host.current;
    const { themes, picture } = latest.current;
    let gone = false;
    const redraw = (): void => draw(chart.current, node, latest.current);
    const resized = new ResizeObserver(() => chart.current?.resize());
    themes?.themeChanged.connect(redraw);
    import('./echarts').then(
      ({ init }) => {
        if (gone || !node) {
          return;
        }
        const made = init(node);
        chart.current = made;
        made.on('axisareaselected', () =>
          latest.current.onBrush?.(brushedLines(firstSeries(made)))
        );
        made.on('brushSelected', event => {
          // it is told of charts without such a brush as well
          if ((event as IBrushSelected).batch?.length) {
            latest.current.onBrush?.(brushedPoints(event as IBrushSelected));
          }
        });
        made.on('click', event => {
          if (event.seriesIndex === 0 && typeof event.dataIndex === 'number') {
            latest.current.onPick?.(event.dataIndex);
          }
        });
        redraw();
        resized.observe(node);
        if (picture) {
          picture.current = () =>
            made.getDataURL({ pixelRatio: 2, backgroundColor: colorsOf(node).ground });
        }
      },
      reason => setError(messageOf(reason))
    );
    return () => {
      gone = true;
      resized.disconnect();
      themes?.themeChanged.disconnect(redraw);
      chart.current?.dispose();
      chart.current = null;
      if (picture) {
        picture.current = null;
      }
    };
  }, []);

  // only what is drawn draws anew: it wipes what the reader has brushed
  const { option, cleared } = props;
  useEffect(() => draw(chart.current, host.current, latest.current), [option, cleared]);

  return (
    <>
      {error && (
        <p className="jp-MlopsError" role="alert">
          {error}
        </p>
      )}
      <div ref={host} role="img" aria-label={props.label} style={{ height: props.height }} />
    </>
  );
}

function draw(chart: ECharts | null, node: HTMLElement | null, props: IChartProps): void {
  if (chart && node) {
    const option = props.option(colorsOf(node));
    chart.setOption(option, { notMerge: true });
    if ('brush' in option) {
      const brushOption = { brushType: 'rect', brushMode: 'single' };
      chart.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption });
    }
    props.onBrush?.(null);
  }
}

/** The series as ECharts models it: which lines are brushed is told nowhere else. */
function firstSeries(chart: ECharts): IParallelStates {
  const model = (
    chart as unknown as { getModel: () => { getSeriesByIndex: (at: number) => IParallelStates } }
  ).getModel();
  return model.getSeriesByIndex(0);
}

function colorsOf(node: HTMLElement): IColors {
  const style = getComputedStyle(node);
  const of = (name: string, fallback: string): string =>
    style.getPropertyValue(name).trim() || fallback;
  return {
    ink: of('--jp-ui-font-color1', '#333'),
    faint: of('--jp-border-color1', '#ccc'),
    ground: of('--jp-layout-color1', '#fff'),
    accent: of('--jp-brand-color1', '#1976d2')
  };
}
