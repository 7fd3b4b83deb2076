import React from 'react';
import { reviewIcon } from '../icons';
import type { IPageContext } from '../pages/tokens';
import { PageWidget } from '../pages/widget';
import { ReviewPage } from './page';

/** The page on which a promotion is looked at and decided on. */
export class ReviewWidget extends PageWidget {
  constructor(
    readonly project: string,
    readonly transitionId: string,
    private readonly context: IPageContext
  ) {
    super();
    this.id = `mlops-lab-review-${transitionId}`;
    this.addClass('jp-MlopsReview');
    this.title.icon = reviewIcon;
    this.title.label = context.trans.__('Review');
  }

  protected body(visible: boolean): React.ReactElement {
    return (
      <ReviewPage
        context={this.context}
        project={this.project}
        transitionId={this.transitionId}
        visible={visible}
        onTitle={(label, caption) => {
          this.title.label = label;
          this.title.caption = caption;
        }}
      />
    );
  }
}
