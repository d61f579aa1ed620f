/** The sidebar: it shows the model, and tells the model whether anybody can see it. */
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, SidePanel, UseSignal } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';
import * as React from 'react';

import { privacyIcon } from './icon';
import { PANEL_ID, type IPrivacyModel } from './tokens';
import { Root } from './view/root';

export class PrivacyPanel extends SidePanel {
  constructor(
    private readonly model: IPrivacyModel,
    translator: ITranslator,
    copy: (text: string) => void
  ) {
    super({ content: new Panel(), translator });
    const trans = translator.load('jupyter_privacy');
    this.id = PANEL_ID;
    this.addClass('jp-Privacy');
    this.title.icon = privacyIcon;
    this.title.caption = trans.__('Privacy');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Privacy'));
    this.header.addWidget(new Heading(trans.__('Privacy')));
    this.addWidget(new PrivacyBody(model, trans, copy));
  }

  protected override onBeforeShow(msg: Message): void {
    super.onBeforeShow(msg);
    this.model.isActive = true;
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this.model.isActive = false;
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.model.isActive = this.isVisible;
  }

  protected override onBeforeDetach(msg: Message): void {
    this.model.isActive = false;
    super.onBeforeDetach(msg);
  }
}

class Heading extends Widget {
  constructor(text: string) {
    const node = document.createElement('h2');
    node.textContent = text;
    node.classList.add('jp-text-truncated');
    super({ node });
  }
}

class PrivacyBody extends ReactWidget {
  constructor(
    private readonly model: IPrivacyModel,
    private readonly trans: TranslationBundle,
    private readonly copy: (text: string) => void
  ) {
    super();
    this.addClass('jp-Privacy-body');
  }

  protected render(): React.JSX.Element {
    return (
      <UseSignal signal={this.model.stateChanged}>
        {(): React.JSX.Element => (
          <Root
            content={this.model.content}
            trans={this.trans}
            onSelect={frame => {
              this.model.select(frame);
            }}
            onCopy={this.copy}
          />
        )}
      </UseSignal>
    );
  }
}
