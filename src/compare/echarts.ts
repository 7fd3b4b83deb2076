/** The parts of ECharts that comparisons draw with, and no others; imported when the first chart is opened. */
import { LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import {
  BrushComponent,
  GridComponent,
  ParallelComponent,
  TooltipComponent
} from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

register([
  ParallelChart,
  ScatterChart,
  LineChart,
  ParallelComponent,
  GridComponent,
  BrushComponent,
  TooltipComponent,
  CanvasRenderer
]);

export { init };
