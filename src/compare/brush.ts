/** What is asked of a chart's model to learn what is brushed in parallel coordinates. */
export interface IParallelStates {
  getRawIndicesByActiveState(state: 'active' | 'inactive'): number[];
}

/** What ECharts tells when the reader brushes over points. */
export interface IBrushSelected {
  readonly batch?: readonly {
    readonly areas: readonly unknown[];
    readonly selected: readonly { readonly seriesIndex: number; readonly dataIndex: number[] }[];
  }[];
}

/** Return the places of the lines that pass through all that is brushed; none pass: []; nothing is brushed: null. */
export function brushedLines(series: IParallelStates): number[] | null {
  const active = series.getRawIndicesByActiveState('active');
  // without a brush lines are neither in nor out of it
  const brushed = active.length > 0 || series.getRawIndicesByActiveState('inactive').length > 0;
  return brushed ? active : null;
}

/** Return the places of the points within the brush; none are: []; nothing is brushed: null. */
export function brushedPoints(event: IBrushSelected): number[] | null {
  const [told] = event.batch ?? [];
  if (!told || told.areas.length === 0) {
    return null;
  }
  return told.selected.find(one => one.seriesIndex === 0)?.dataIndex ?? [];
}
