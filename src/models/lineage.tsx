import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LineageGraph } from '../api/types';
import { useAsked } from '../components/asked';
import { Failure } from '../components/failure';
import { useStore } from '../components/store';
import { type IPageContext, PageCommands } from '../pages/tokens';
import type { IModelPartProps } from './page';
import { type IPlaced, layered, neighbour, NODE_HEIGHT, NODE_WIDTH } from './layers';

interface IView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const LEAST = 0.2;
const MOST = 2.5;
/** Pixels that a hand may tremble while it clicks. */
const LEAST_DRAG = 4;
const START: IView = { x: 16, y: 16, scale: 1 };

/** Where a version comes from and what became of it: drag to pan, wheel or + and - to zoom, arrows to move. */
export function Lineage({ context, model }: IModelPartProps): React.ReactElement {
  const { trans } = context;
  const { models, project, name } = model;
  const { version, stamp } = useStore(model);
  const [whole, setWhole] = useState(false);
  const ask = useCallback(
    (signal: AbortSignal) =>
      models.lineage(name, whole ? undefined : (version ?? undefined), signal),
    // the stamp asks the same question anew
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [models, name, version, whole, stamp]
  );
  const { found, error, retry } = useAsked(ask);
  const [last, setLast] = useState<LineageGraph | null>(null);
  if (found !== null && found !== last) {
    setLast(found);
  }
  const graph = found ?? last;
  if (error) {
    return <Failure message={error} trans={trans} onRetry={retry} />;
  }
  if (graph === null) {
    return <p className="jp-MlopsHint">{trans.__('Loading…')}</p>;
  }
  return (
    <>
      <label className="jp-MlopsCheck">
        <input type="checkbox" checked={whole} onChange={() => setWhole(!whole)} />
        {trans.__('All versions of the model')}
      </label>
      {graph.nodes.length === 0 ? (
        <p className="jp-MlopsHint">{trans.__('Nothing is known of where this comes from.')}</p>
      ) : (
        <Graph graph={graph} context={context} open={node => follow(context, project, node.link)} />
      )}
    </>
  );
}

function follow(context: IPageContext, project: string, link: string): void {
  const [kind, rest = ''] = link.split(/:(.*)/s);
  const { commands } = context;
  if (kind === 'run') {
    void commands.execute(PageCommands.openRun, { run_id: rest });
  } else if (kind === 'version') {
    const [, name, version] = /^(.*)\/(\d+)$/s.exec(rest) ?? [];
    if (name !== undefined) {
      void commands.execute(PageCommands.openModel, { project, name, version: Number(version) });
    }
  } else if (kind === 'transition') {
    void commands.execute(PageCommands.openReview, { project, transition_id: rest });
  } else if (kind === 'notebook') {
    void commands.execute('docmanager:open', { path: rest });
  }
}

function Graph(props: {
  graph: LineageGraph;
  context: IPageContext;
  open: (node: IPlaced['node']) => void;
}): React.ReactElement {
  const { graph, context, open } = props;
  const { trans } = context;
  const placed = useMemo(() => layered(graph), [graph]);
  const byId = useMemo(() => new Map(placed.map(one => [one.node.id, one])), [placed]);
  const [view, setView] = useState(START);
  const [current, setCurrent] = useState(0);
  const drag = useRef<{ x: number; y: number; view: IView } | null>(null);
  const moved = useRef(false);
  const frame = useRef<SVGSVGElement>(null);

  const zoom = (factor: number, x = 0, y = 0): void =>
    setView(old => {
      const scale = Math.min(MOST, Math.max(LEAST, old.scale * factor));
      const grown = scale / old.scale;
      return { scale, x: x - (x - old.x) * grown, y: y - (y - old.y) * grown };
    });
  const fit = (): void => {
    const box = frame.current?.getBoundingClientRect();
    const width = Math.max(...placed.map(one => one.x)) + NODE_WIDTH + 32;
    const height = Math.max(...placed.map(one => one.y)) + NODE_HEIGHT + 32;
    const scale = box ? Math.min(1, box.width / width, box.height / height) : 1;
    setView({ x: 16 * scale, y: 16 * scale, scale: Math.max(LEAST, scale) });
  };
  // the wheel must not scroll the page behind, which React's passive listener cannot prevent
  useEffect(() => {
    const node = frame.current;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = node?.getBoundingClientRect();
      const at = box ? [event.clientX - box.left, event.clientY - box.top] : [0, 0];
      zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, at[0], at[1]);
    };
    node?.addEventListener('wheel', wheel, { passive: false });
    return () => node?.removeEventListener('wheel', wheel);
  }, []);
  useEffect(fit, [placed]);

  const keys = (event: React.KeyboardEvent): void => {
    if (event.key === '+' || event.key === '=') {
      zoom(1.2);
    } else if (event.key === '-') {
      zoom(1 / 1.2);
    } else if (event.key === '0') {
      fit();
    } else if (event.key === 'Enter' || event.key === ' ') {
      open(placed[current].node);
    } else if (event.key.startsWith('Arrow')) {
      const next = neighbour(placed, current, event.key);
      setCurrent(next);
      frame.current?.querySelectorAll<SVGGElement>('[data-node]')[next]?.focus();
    } else {
      return;
    }
    event.preventDefault();
  };

  return (
    <div className="jp-MlopsLineage">
      <div className="jp-MlopsLineage-tools">
        <button type="button" className="jp-MlopsButton" onClick={() => zoom(1.2)}>
          {trans.__('Zoom in')}
        </button>
        <button type="button" className="jp-MlopsButton" onClick={() => zoom(1 / 1.2)}>
          {trans.__('Zoom out')}
        </button>
        <button type="button" className="jp-MlopsButton" onClick={fit}>
          {trans.__('Fit')}
        </button>
      </div>
      <svg
        ref={frame}
        className="jp-MlopsLineage-frame"
        role="group"
        aria-label={trans.__('Lineage: arrows move, Enter opens, + and - zoom')}
        onKeyDown={keys}
        onPointerDown={event => {
          drag.current = { x: event.clientX, y: event.clientY, view };
          moved.current = false;
        }}
        onPointerMove={event => {
          const from = drag.current;
          if (from === null || event.buttons === 0) {
            return;
          }
          const far = Math.hypot(event.clientX - from.x, event.clientY - from.y);
          moved.current ||= far > LEAST_DRAG;
          if (moved.current) {
            setView({
              ...from.view,
              x: from.view.x + event.clientX - from.x,
              y: from.view.y + event.clientY - from.y
            });
          }
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
      >
        <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
          {graph.edges.map((edge, place) => {
            const from = byId.get(edge.source);
            const to = byId.get(edge.target);
            return from && to ? (
              <path key={place} className="jp-MlopsLineage-edge" d={curve(from, to)}>
                <title>{edge.label}</title>
              </path>
            ) : null;
          })}
          {placed.map((one, place) => (
            <g
              key={one.node.id}
              data-node={one.node.id}
              data-kind={one.node.kind}
              data-link={one.node.link !== ''}
              className="jp-MlopsLineage-node"
              transform={`translate(${one.x} ${one.y})`}
              tabIndex={place === current ? 0 : -1}
              role="button"
              aria-label={`${one.node.kind}: ${one.node.label}. ${one.node.detail}`}
              onFocus={() => setCurrent(place)}
              onClick={() => moved.current || open(one.node)}
            >
              <title>{`${one.node.label}\n${one.node.detail}`}</title>
              <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx={4} />
              <text x={10} y={19} className="jp-MlopsLineage-label">
                {cut(one.node.label, 26)}
              </text>
              <text x={10} y={36} className="jp-MlopsLineage-detail">
                {cut(one.node.detail || one.node.kind, 30)}
              </text>
            </g>
          ))}
        </g>
      </svg>
    </div>
  );
}

function curve(from: IPlaced, to: IPlaced): string {
  const x1 = from.x + NODE_WIDTH;
  const y1 = from.y + NODE_HEIGHT / 2;
  const y2 = to.y + NODE_HEIGHT / 2;
  const middle = (x1 + to.x) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${to.x} ${y2}`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
