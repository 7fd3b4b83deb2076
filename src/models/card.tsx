import React, { useCallback, useState } from 'react';
import { messageOf } from '../api/errors';
import type { Card } from '../api/types';
import { useAsked } from '../components/asked';
import { Failure } from '../components/failure';
import { formatAgo } from '../components/format';
import { Markdown } from '../components/markdown';
import { useStore } from '../components/store';
import type { CardForm } from './client';
import type { IModelPartProps } from './page';

const FORMS: readonly (readonly [CardForm, string])[] = [
  ['markdown', 'Markdown'],
  ['html', 'HTML'],
  ['json', 'JSON'],
  ['pdf', 'PDF']
];

/** The model's card: what is generated is read, what people write is edited in place. */
export function CardView({ context, model }: IModelPartProps): React.ReactElement {
  const { trans } = context;
  const { models, name } = model;
  const { version, stamp } = useStore(model);
  const ask = useCallback(
    (signal: AbortSignal) => models.card(name, signal),
    // the stamp asks the same question anew
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [models, name, stamp]
  );
  const { found, error, retry } = useAsked(ask);
  const [card, setCard] = useState<Card | null>(null);
  const [taken, setTaken] = useState<Card | null>(null);
  const [refusal, setRefusal] = useState('');
  if (found !== null && found !== taken) {
    setTaken(found);
    setCard(found);
  }
  if (error) {
    return <Failure message={error} trans={trans} onRetry={retry} />;
  }
  if (card === null) {
    return <p className="jp-MlopsHint">{trans.__('Loading…')}</p>;
  }
  const parts = card.parts as Record<string, string>;
  const save = async (part: string, text: string): Promise<void> => {
    try {
      setCard(await models.saveCard(name, { ...parts, [part]: text }, card.revision));
      setRefusal('');
    } catch (reason) {
      setRefusal(messageOf(reason));
      throw reason;
    }
  };
  const labels = card.fields.filter(field => card.missing.includes(field.key));
  return (
    <div className="jp-MlopsModelCard">
      <div className="jp-MlopsActions">
        {version !== null && (
          <>
            <span>{trans.__('Version %1 as', version)}</span>
            {FORMS.map(([form, label]) => (
              <a
                key={form}
                className="jp-MlopsButton"
                href={models.exportUrl(name, version, form)}
                download={`${name}-${version}-card.${form === 'markdown' ? 'md' : form}`}
              >
                {label}
              </a>
            ))}
            <a
              className="jp-MlopsButton"
              href={models.exportUrl(name, version, 'technical-file')}
              download={`${name}-${version}-technical-file.zip`}
              title={trans.__('Card, lineage, evidence, approvals and audit extract in one ZIP')}
            >
              {trans.__('Technical file')}
            </a>
          </>
        )}
        <span className="jp-MlopsSpacer" />
        <span className="jp-MlopsHint">
          {card.revision > 0 && card.created_at !== null
            ? trans.__(
                'Revision %1 by %2, %3',
                card.revision,
                card.created_by || trans.__('the server'),
                formatAgo(card.created_at, Date.now())
              )
            : trans.__('Nobody has written anything yet.')}
        </span>
      </div>
      {labels.length > 0 && (
        <p className="jp-MlopsModelCard-missing">
          {trans.__('Still to be written: %1', labels.map(field => field.label).join(', '))}
        </p>
      )}
      {refusal && (
        <p className="jp-MlopsError" role="alert">
          {refusal}
        </p>
      )}
      {card.fields.map(field => (
        <Part
          key={field.key}
          label={field.label}
          hint={field.hint}
          required={field.required}
          text={parts[field.key] ?? ''}
          context={context}
          save={text => save(field.key, text)}
        />
      ))}
    </div>
  );
}

function Part(props: {
  label: string;
  hint: string;
  required: boolean;
  text: string;
  context: IModelPartProps['context'];
  save: (text: string) => Promise<void>;
}): React.ReactElement {
  const { label, hint, required, text, context, save } = props;
  const { trans, rendermime } = context;
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <section className="jp-MlopsModelCard-part" aria-label={label}>
      <header>
        <h2>{label}</h2>
        {required && !text && (
          <span className="jp-MlopsPill" data-tone="waiting">
            {trans.__('Required')}
          </span>
        )}
        {draft === null && (
          <button
            type="button"
            className="jp-MlopsLink"
            aria-label={trans.__('Edit %1', label)}
            onClick={() => setDraft(text)}
          >
            {text ? trans.__('Edit') : trans.__('Write')}
          </button>
        )}
      </header>
      {draft === null ? (
        text ? (
          <Markdown rendermime={rendermime} text={text} />
        ) : (
          <p className="jp-MlopsHint">{hint}</p>
        )
      ) : (
        <>
          <textarea
            className="jp-mod-styled"
            aria-label={label}
            rows={6}
            value={draft}
            autoFocus
            placeholder={hint}
            onChange={event => setDraft(event.target.value)}
            onKeyDown={event => event.key === 'Escape' && setDraft(null)}
          />
          <div className="jp-MlopsActions">
            <button
              type="button"
              className="jp-MlopsButton jp-mod-accept"
              onClick={() =>
                void save(draft).then(
                  () => setDraft(null),
                  () => undefined // what was typed stays, the reason is above
                )
              }
            >
              {trans.__('Save')}
            </button>
            <button type="button" className="jp-MlopsButton" onClick={() => setDraft(null)}>
              {trans.__('Cancel')}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
