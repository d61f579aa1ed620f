/**
 * One notebook's comm with its kernel.
 *
 * The kernel opens a comm with a fixed id when the extension is loaded. Two ways lead to it: the
 * kernel opens it while we listen (`registerCommTarget`), or it has been open for longer and we ask
 * (`requestCommInfo`) and join it without opening it again. An inactive connection listens only.
 */
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import {
  isCommOpen,
  leaveSubshell,
  silence,
  stayInMainShell,
  type IChannel,
  type IIncoming,
  type IKernel,
  type IKernelSource,
  type Opened
} from './kernel';
import { isProblem, parseState, type State, type StateProblem } from './state';
import { COMM_ID, COMM_TARGET, type Attachment } from './tokens';

export class Connection implements IDisposable {
  constructor(private readonly source: IKernelSource) {
    source.kernelChanged.connect(this.onKernelChanged, this);
    source.statusChanged.connect(this.onStatusChanged, this);
    source.connectionStatusChanged.connect(this.onConnectionStatusChanged, this);
    this.follow(source.session?.kernel ?? null);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** What the panel may say about this notebook. */
  get attachment(): Attachment {
    if (this.kernel === null || this.kernel.isDisposed) {
      return { kind: 'no-kernel' };
    }
    if (this.kernel.connectionStatus !== 'connected') {
      return { kind: 'waiting' };
    }
    if (!this.kernel.handleComms) {
      return { kind: 'elsewhere' };
    }
    if (this.channel === null) {
      return { kind: this.isAnswered ? 'not-loaded' : 'waiting' };
    }
    return describe(this.message);
  }

  /** Whether somebody looks: an inactive connection sends nothing. */
  get isActive(): boolean {
    return this._isActive;
  }
  set isActive(isActive: boolean) {
    if (this._isActive === isActive) {
      return;
    }
    this._isActive = isActive;
    this.refresh();
  }

  /** Ask for a fresh state, or for the comm when there is none yet. */
  refresh(): void {
    if (!this.maySend) {
      return;
    }
    if (this.channel === null) {
      void this.look();
    } else {
      this.channel.send({ kind: 'refresh' });
    }
  }

  /** Tell the kernel which frame somebody looks at. */
  select(frame: string): void {
    if (this.maySend) {
      this.channel?.send({ kind: 'select', frame });
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.source.kernelChanged.disconnect(this.onKernelChanged, this);
    this.source.statusChanged.disconnect(this.onStatusChanged, this);
    this.source.connectionStatusChanged.disconnect(this.onConnectionStatusChanged, this);
    this.follow(null);
    Signal.clearData(this);
  }

  private get maySend(): boolean {
    return (
      this._isActive &&
      !this.isRestarting &&
      this.kernel?.connectionStatus === 'connected' &&
      this.kernel.handleComms
    );
  }

  private onKernelChanged(): void {
    this.follow(this.source.session?.kernel ?? null);
    this.refresh();
    this._changed.emit();
  }

  private onStatusChanged(_: unknown, status: string): void {
    if (status === 'restarting' || status === 'autorestarting') {
      this.detach();
      this.isRestarting = true;
      this.isAnswered = true;
    } else if (status === 'idle' && this.isRestarting) {
      this.isRestarting = false;
      this.refresh();
    }
    this._changed.emit();
  }

  private onConnectionStatusChanged(_: unknown, status: string): void {
    if (status === 'connected') {
      this.refresh();
    }
    this._changed.emit();
  }

  /** Leave the kernel we listened to and listen to another, or to none. */
  private follow(kernel: IKernel | null): void {
    if (kernel === this.kernel) {
      return;
    }
    this.detach();
    this.kernel?.removeCommTarget(COMM_TARGET, this.onOpened);
    this.kernel = kernel;
    this.isAnswered = false;
    this.isRestarting = false;
    kernel?.registerCommTarget(COMM_TARGET, this.onOpened);
  }

  private readonly onOpened: Opened = (channel, message): void => {
    // JupyterLab has put `channel` in the place of a comm of the same id; to dispose that one
    // now would take `channel` out again, so it is only let go.
    silence(this.channel);
    leaveSubshell(channel);
    this.attach(channel);
    this.receive(message);
  };

  /** Ask the kernel whether the comm is open, and join it. */
  private async look(): Promise<void> {
    const kernel = this.kernel;
    if (kernel === null) {
      return;
    }
    const question = ++this.question;
    const isOpen = await isCommOpen(kernel);
    if (question !== this.question || this.channel !== null) {
      return;
    }
    this.isAnswered = true;
    if (isOpen) {
      const channel = kernel.createComm(COMM_TARGET, COMM_ID);
      stayInMainShell(channel);
      this.attach(channel);
    } else {
      this._changed.emit();
    }
  }

  private attach(channel: IChannel): void {
    this.channel = channel;
    this.message = null;
    this.isAnswered = true;
    channel.onMsg = (message): void => {
      this.receive(message);
    };
    channel.onClose = (): void => {
      this.channel = null;
      this.message = null;
      this._changed.emit();
    };
    this.refresh();
    this._changed.emit();
  }

  /** Forget the comm on this side only: the kernel keeps it for the next page. */
  private detach(): void {
    this.question++;
    silence(this.channel);
    this.channel?.dispose();
    this.channel = null;
    this.message = null;
  }

  private receive(message: IIncoming): void {
    const data = message.content.data;
    if (typeof data === 'object' && data !== null && 'state' in data) {
      this.message = parseState(data.state);
      this._changed.emit();
    }
  }

  private kernel: IKernel | null = null;
  private channel: IChannel | null = null;
  private message: State | StateProblem | null = null;
  /** Whether the kernel has told, one way or another, if the extension is loaded. */
  private isAnswered = false;
  private isRestarting = false;
  /** Number of the latest question; the answer to an older one is not heard. */
  private question = 0;
  private _isActive = false;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}

function describe(message: State | StateProblem | null): Attachment {
  if (message === null) {
    return { kind: 'no-data', state: null };
  }
  if (isProblem(message)) {
    return { kind: 'unsupported', problem: message };
  }
  return { kind: message.frames.length === 0 ? 'no-data' : 'live', state: message };
}
