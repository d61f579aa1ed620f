/** The plugin: it puts the panel in the right sidebar of JupyterLab or Notebook 7. */
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Clipboard, ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { privacyIcon } from './icon';
import { PrivacyModel } from './model';
import { PrivacyPanel } from './panel';
import { PANEL_ID } from './tokens';

const SHOW = 'jupyter-privacy:show';
const REFRESH = 'jupyter-privacy:refresh';

/** Below the table of contents and the debugger, which Lab puts there itself. */
const RANK = 900;

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-privacy-labextension:plugin',
  description: 'Shows how identifiable the data in a notebook are.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator, ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    translator: ITranslator | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyter_privacy');
    const model = new PrivacyModel(notebooks);
    const panel = new PrivacyPanel(model, translator ?? nullTranslator, text => {
      Clipboard.copyToSystem(text);
    });
    panel.disposed.connect(() => {
      model.dispose();
    });
    app.shell.add(panel, 'right', { rank: RANK, type: 'Privacy' });
    restorer?.add(panel, PANEL_ID);

    app.commands.addCommand(SHOW, {
      label: trans.__('Show Privacy panel'),
      icon: privacyIcon,
      execute: () => {
        app.shell.activateById(panel.id);
      }
    });
    app.commands.addCommand(REFRESH, {
      label: trans.__('Refresh Privacy panel'),
      isEnabled: () => model.isActive,
      execute: () => {
        model.refresh();
      }
    });
    for (const command of [SHOW, REFRESH]) {
      palette?.addItem({ command, category: trans.__('Privacy') });
    }
  }
};

export default plugin;
