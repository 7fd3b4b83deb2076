import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { VersionDetail } from '../api/types';
import { formatBytes } from '../components/bytes';
import { formatNumber, formatValue } from '../components/format';
import { Source } from '../components/source';

type Seal = NonNullable<VersionDetail['seal']>;
type Row = readonly [name: string, value: string, title?: string];

const SHOWN = 12;
const SYSTEM = 'system/';

/** What a version was when it was registered: it needs no run, dataset or file elsewhere. */
export function SealView(props: {
  trans: TranslationBundle;
  detail: VersionDetail;
}): React.ReactElement {
  const { trans, detail } = props;
  const { seal } = detail;
  if (seal === null) {
    return (
      <p className="jp-MlopsHint">
        {trans.__('What belongs to it is being sealed: its files, signature, data and code.')}
      </p>
    );
  }
  const environment = seal.environment as Record<string, unknown>;
  const packages = Object.entries((environment['packages'] ?? {}) as Record<string, string>);
  const metrics = Object.entries(seal.metrics as Record<string, number | string>).map(
    ([key, value]): Row => [
      key,
      typeof value === 'number' ? formatNumber(value) : value,
      String(value)
    ]
  );
  const ofMachine = ([key]: Row): boolean => key.startsWith(SYSTEM);
  return (
    <>
      <div className="jp-MlopsSeal">
        <Rows
          title={trans.__('Metrics')}
          trans={trans}
          numeric
          rows={metrics.filter(row => !ofMachine(row))}
        />
        <Rows
          title={trans.__('Parameters')}
          trans={trans}
          rows={Object.entries(seal.params as Record<string, string>)}
        />
        <Rows title={trans.__('Inputs')} trans={trans} rows={columns(seal, 'inputs')} />
        <Rows title={trans.__('Outputs')} trans={trans} rows={columns(seal, 'outputs')} />
        <Rows
          title={trans.__('Data')}
          trans={trans}
          rows={seal.datasets.map(one => [
            one.context ? `${one.name} (${one.context})` : one.name,
            one.digest.slice(0, 12),
            one.digest
          ])}
        />
        <Rows
          title={trans.__('Files')}
          trans={trans}
          rows={(seal.files ?? []).map(file => [
            file.path,
            `${formatBytes(file.size)} · ${file.sha256.slice(0, 12)}`,
            file.sha256
          ])}
          empty={
            seal.files === null
              ? trans.__('They lie where only the client reads them, so they have no digests.')
              : undefined
          }
        />
        <Rows
          title={
            environment['python']
              ? trans.__('Packages, Python %1', formatValue(environment['python']))
              : trans.__('Packages')
          }
          trans={trans}
          rows={packages}
        />
        <Rows title={trans.__('Machine')} trans={trans} numeric rows={metrics.filter(ofMachine)} />
      </div>
      {seal.code.cell_source && (
        <section className="jp-MlopsSeal-code" aria-label={trans.__('Code')}>
          <h2>{trans.__('Code')}</h2>
          <Source text={seal.code.cell_source} />
        </section>
      )}
    </>
  );
}

/** Return the columns of a signature, as MLflow writes them: JSON text in a field. */
function columns(seal: Seal, side: 'inputs' | 'outputs'): Row[] {
  const text = (seal.signature as Record<string, unknown> | null)?.[side];
  let found: unknown = text;
  if (typeof text === 'string') {
    try {
      found = JSON.parse(text);
    } catch {
      return [[side, text]]; // written by a client in a form of its own
    }
  }
  if (!Array.isArray(found)) {
    return [];
  }
  return (found as Record<string, unknown>[]).map((column, place) => {
    const tensor = column['tensor-spec'] as { dtype?: string; shape?: unknown } | undefined;
    const type = tensor
      ? `${tensor.dtype ?? 'tensor'} ${JSON.stringify(tensor.shape ?? [])}`
      : formatValue(column['type']);
    const optional = column['required'] === false ? ' ?' : '';
    return [formatValue(column['name'] ?? place), `${type}${optional}`];
  });
}

function Rows(props: {
  title: string;
  trans: TranslationBundle;
  rows: readonly Row[];
  numeric?: boolean;
  empty?: string;
}): React.ReactElement | null {
  const { title, trans, rows, numeric, empty } = props;
  const [all, setAll] = React.useState(false);
  if (rows.length === 0 && !empty) {
    return null;
  }
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    <section aria-label={title}>
      <h2>
        {title}
        <span className="jp-MlopsCount">{rows.length}</span>
      </h2>
      {empty && <p className="jp-MlopsHint">{empty}</p>}
      <table className="jp-MlopsTable" aria-label={title}>
        <tbody>
          {shown.map(([name, value, full], place) => (
            <tr key={place}>
              <th scope="row" title={name}>
                {name}
              </th>
              <td data-numeric={numeric} title={full ?? value}>
                {value}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && (
        <button type="button" className="jp-MlopsLink" onClick={() => setAll(!all)}>
          {all ? trans.__('Show fewer') : trans.__('Show all %1', rows.length)}
        </button>
      )}
    </section>
  );
}
