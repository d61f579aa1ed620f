/**
 * The panel's model: the current notebook, and one connection for every open one.
 *
 * Every notebook needs its connection, not only the current one: JupyterLab closes a comm that
 * nobody listens for, and `%load_ext` may run in a notebook in the background. Views of one
 * document share a session context, hence a connection.
 */
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { Connection } from './connection';
import type { IKernelSource } from './kernel';
import type { Content, IPrivacyModel } from './tokens';

/** The part of a notebook panel that is used here. */
export interface INotebook {
  readonly title: { readonly label: string; readonly changed: ISignal<unknown, unknown> };
  readonly sessionContext: IKernelSource;
}

/** The part of the notebook tracker that is used here. */
export interface INotebooks {
  readonly currentWidget: INotebook | null;
  readonly currentChanged: ISignal<unknown, INotebook | null>;
  readonly widgetAdded: ISignal<unknown, INotebook>;
  forEach(visit: (notebook: INotebook) => void): void;
}

export class PrivacyModel implements IPrivacyModel, IDisposable {
  constructor(private readonly notebooks: INotebooks) {
    notebooks.forEach(notebook => {
      this.add(notebook);
    });
    notebooks.widgetAdded.connect(this.onAdded, this);
    notebooks.currentChanged.connect(this.onCurrentChanged, this);
    this.follow(notebooks.currentWidget);
  }

  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get content(): Content {
    if (this.current === null || this.connection === null) {
      return { kind: 'no-notebook' };
    }
    return { ...this.connection.attachment, notebook: this.current.title.label };
  }

  /** Whether the panel is visible; a hidden one sends nothing. */
  get isActive(): boolean {
    return this._isActive;
  }
  set isActive(isActive: boolean) {
    this._isActive = isActive;
    if (this.connection !== null) {
      this.connection.isActive = isActive;
    }
  }

  refresh(): void {
    this.connection?.refresh();
  }

  select(frame: string): void {
    this.connection?.select(frame);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.notebooks.widgetAdded.disconnect(this.onAdded, this);
    this.notebooks.currentChanged.disconnect(this.onCurrentChanged, this);
    this.follow(null);
    for (const session of [...this.connections.keys()]) {
      this.onSessionDisposed(session);
    }
    Signal.clearData(this);
  }

  private onAdded(_: unknown, notebook: INotebook): void {
    this.add(notebook);
  }

  private onCurrentChanged(_: unknown, notebook: INotebook | null): void {
    this.follow(notebook);
    this.emit();
  }

  private onSessionDisposed(session: IKernelSource): void {
    session.disposed.disconnect(this.onSessionDisposed, this);
    const connection = this.connections.get(session);
    this.connections.delete(session);
    if (connection === this.connection) {
      this.connection = null;
    }
    connection?.dispose();
    this.emit();
  }

  private add(notebook: INotebook): Connection {
    const session = notebook.sessionContext;
    const known = this.connections.get(session);
    if (known !== undefined) {
      return known;
    }
    const connection = new Connection(session);
    this.connections.set(session, connection);
    connection.changed.connect(this.onConnectionChanged, this);
    session.disposed.connect(this.onSessionDisposed, this);
    return connection;
  }

  private follow(notebook: INotebook | null): void {
    this.current?.title.changed.disconnect(this.emit, this);
    const connection = notebook === null ? null : this.add(notebook);
    if (this.connection !== null && this.connection !== connection) {
      this.connection.isActive = false;
    }
    this.current = notebook;
    this.connection = connection;
    this.current?.title.changed.connect(this.emit, this);
    if (connection !== null) {
      connection.isActive = this._isActive;
    }
  }

  private onConnectionChanged(connection: Connection): void {
    if (connection === this.connection) {
      this.emit();
    }
  }

  private emit(): void {
    this._stateChanged.emit();
  }

  private current: INotebook | null = null;
  private connection: Connection | null = null;
  private readonly connections = new Map<IKernelSource, Connection>();
  private _isActive = false;
  private _isDisposed = false;
  private readonly _stateChanged = new Signal<this, void>(this);
}
