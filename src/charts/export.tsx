import React, { useState } from 'react';
import { messageOf } from '../api/errors';
import { save } from '../components/file';
import { formatTick } from '../components/format';
import type { IPageContext } from '../pages/tokens';
import { BUCKETS } from './curves';
import { type ICurveSettings, lineOf } from './data';
import { curvesCsv, type IExported, type IReadChart } from './exported';
import { drawCurves, type IPicture } from './picture';
import { formatX } from './plot';

type Format = 'PNG' | 'SVG' | 'CSV';
const FORMATS: readonly Format[] = ['PNG', 'SVG', 'CSV'];
const SHARPNESS = 2;

/** Buttons that make files of the charts of a page. */
export function CurveExport(props: {
  readonly context: IPageContext;
  readonly settings: ICurveSettings;
  /** The charts as they are when somebody asks. */
  readonly charts: () => readonly IExported[];
}): React.ReactElement {
  const { context, settings, charts } = props;
  const { trans } = context;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const make = async (format: Format, node: HTMLElement): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      const found = await readCharts(context, charts(), settings);
      if (format === 'CSV') {
        save('curves.csv', 'text/csv', curvesCsv(found, settings.x));
      } else {
        const picture = pictureOf(found, settings, node);
        if (format === 'SVG') {
          save('curves.svg', 'image/svg+xml', picture.svg);
        } else {
          save('curves.png', 'image/png', await rasterized(picture));
        }
      }
    } catch (reason) {
      setError(messageOf(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="jp-MlopsButtonRow" role="group" aria-label={trans.__('Save the curves')}>
      {FORMATS.map(format => (
        <button
          key={format}
          type="button"
          className="jp-MlopsButton"
          disabled={busy}
          title={trans.__('Save the curves as %1', format)}
          onClick={event => void make(format, event.currentTarget)}
        >
          {format}
        </button>
      ))}
      {error && (
        <span className="jp-MlopsError" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}

async function readCharts(
  context: IPageContext,
  charts: readonly IExported[],
  settings: ICurveSettings
): Promise<IReadChart[]> {
  const found: IReadChart[] = [];
  for (const chart of charts) {
    const { curves } = await context.lab.api.curves({
      run_ids: chart.runs.map(run => run.runId),
      keys: [chart.metric],
      x: settings.x,
      x_min: chart.span?.[0],
      x_max: chart.span?.[1],
      buckets: BUCKETS
    });
    found.push({ ...chart, curves });
  }
  return found;
}

function pictureOf(
  charts: readonly IReadChart[],
  settings: ICurveSettings,
  node: HTMLElement
): IPicture {
  const style = getComputedStyle(node);
  const of = (name: string, fallback: string): string =>
    style.getPropertyValue(name).trim() || fallback;
  const runs = new Map(charts.flatMap(chart => chart.runs).map(run => [run.runId, run]));
  const panels = charts.map(({ title, curves }) => ({
    title,
    lines: curves.flatMap(curve => {
      const run = runs.get(curve.run_id);
      return run ? [lineOf(curve, run.name, run.color, settings)] : [];
    })
  }));
  return drawCurves(
    panels,
    [...runs.values()],
    settings,
    {
      ink: of('--jp-ui-font-color1', '#333'),
      faint: of('--jp-border-color2', '#ddd'),
      ground: of('--jp-layout-color1', '#fff'),
      font: of('--jp-ui-font-family', 'sans-serif')
    },
    x => (settings.x in { time: 1, relative: 1 } ? formatX(x, settings.x) : formatTick(x)),
    formatTick
  );
}

async function rasterized({ svg, width, height }: IPicture): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * SHARPNESS;
    canvas.height = height * SHARPNESS;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(blob =>
        blob ? resolve(blob) : reject(new Error('The picture is too large for the browser.'))
      )
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
