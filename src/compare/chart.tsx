import type { IThemeManager } from '@jupyterlab/apputils';
import type * as Core from 'echarts/core';
import React, { useEffect, useRef, useState } from 'react';
import { messageOf } from '../api/errors';

export interface IChartProps {
  /** What to draw, given the colours of the theme. */
  readonly option: (colors: IColors) => Core.EChartsCoreOption;
  readonly label: string;
  readonly height: number;
  readonly themes: IThemeManager | null;
  /** The reader brushed over lines: their places, or none. */
  readonly onBrush?: (places: number[] | null) => void;
  readonly onPick?: (place: number) => void;
  /** Takes what returns the drawing as a picture. */
  readonly picture?: { current: (() => string) | null };
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
  const chart = useRef<Core.ECharts | null>(null);
  const [error, setError] = useState('');

  useEffect(() => {
    const node = host.current;
    let gone = false;
    const draw = (): void => {
      if (node) {
        chart.current?.setOption(latest.current.option(colorsOf(node)), { notMerge: true });
      }
    };
    const resized = new ResizeObserver(() => chart.current?.resize());
    const { themes } = latest.current;
    themes?.themeChanged.connect(draw);
    loadECharts().then(
      echarts => {
        if (gone || !node) {
          return;
        }
        const made = echarts.init(node);
        chart.current = made;
        made.on('axisareaselected', () => latest.current.onBrush?.(selected(made)));
        made.on('click', event => {
          if (typeof event.dataIndex === 'number') {
            latest.current.onPick?.(event.dataIndex);
          }
        });
        draw();
        resized.observe(node);
        if (latest.current.picture) {
          latest.current.picture.current = () =>
            made.getDataURL({ pixelRatio: 2, backgroundColor: colorsOf(node).ground });
        }
      },
      reason => setError(messageOf(reason))
    );
    return () => {
      gone = true;
      resized.disconnect();
      themes?.themeChanged.disconnect(draw);
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  // only what is drawn draws anew: it would wipe what the reader has brushed
  const { option } = props;
  useEffect(() => {
    const node = host.current;
    if (node) {
      chart.current?.setOption(option(colorsOf(node)), { notMerge: true });
    }
  }, [option]);

  return (
    <>
      {error && <p className="jp-MlopsError">{error}</p>}
      <div ref={host} role="img" aria-label={props.label} style={{ height: props.height }} />
    </>
  );
}

async function loadECharts(): Promise<typeof Core> {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers')
  ]);
  core.use([
    charts.ParallelChart,
    charts.ScatterChart,
    charts.LineChart,
    components.ParallelComponent,
    components.GridComponent,
    components.TooltipComponent,
    renderers.CanvasRenderer
  ]);
  return core;
}

/** Return the places of the lines that pass through what is brushed on every axis; null where nothing is. */
function selected(chart: Core.ECharts): number[] | null {
  const model = (chart as unknown as { getModel: () => IModel }).getModel();
  const series = model.getSeriesByIndex(0);
  const places = series.getRawIndicesByActiveState('active');
  const option = chart.getOption() as { parallelAxis?: { areaSelectStyle?: object }[] };
  return option.parallelAxis && places.length > 0 ? places : null;
}

interface IModel {
  getSeriesByIndex: (index: number) => {
    getRawIndicesByActiveState: (state: 'active') => number[];
  };
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
