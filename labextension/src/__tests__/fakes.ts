/** A kernel, its comm and a notebook that do what JupyterLab's do, without any of it. */
import { Signal } from '@lumino/signaling';

import type { IChannel, IIncoming, IKernel, IKernelSource } from '../kernel';
import type { INotebook, INotebooks } from '../model';
import { COMM_ID, COMM_TARGET, type Request } from '../tokens';

export class FakeChannel implements IChannel {
  constructor(private readonly kernel: FakeKernel) {}

  isDisposed = false;
  commsOverSubshells: unknown = 'perCommTarget';
  readonly sent: Request[] = [];

  onMsg(message: IIncoming): void {
    throw new Error(`nobody hears ${JSON.stringify(message)}`);
  }

  onClose(message: IIncoming): void {
    throw new Error(`nobody hears ${JSON.stringify(message)}`);
  }

  send(request: Request): void {
    if (this.isDisposed) {
      throw new Error('Cannot send');
    }
    this.sent.push(request);
  }

  dispose(): void {
    this.isDisposed = true;
    this.kernel.channels.delete(COMM_ID); // by id, as JupyterLab does
  }
}

type Opened = Parameters<IKernel['registerCommTarget']>[1];

export class FakeKernel implements IKernel {
  /** Whether the extension is loaded, that is, the comm is open in the kernel. */
  isLoaded = false;
  isDisposed = false;
  connectionStatus = 'connected';
  handleComms = true;
  nQuestions = 0;
  readonly channels = new Map<string, FakeChannel>();
  readonly targets = new Map<string, Opened>();
  readonly created: FakeChannel[] = [];

  async requestCommInfo(): ReturnType<IKernel['requestCommInfo']> {
    this.nQuestions++;
    const comms: Record<string, { target_name: string }> = this.isLoaded 
      ? { [COMM_ID]: { target_name: COMM_TARGET } }
      : {};
    return Promise.resolve({ content: { status: 'ok', comms } });
  }

  createComm(_: string, id: string): FakeChannel {
    if (this.channels.has(id)) {
      throw new Error('Comm is already created');
    }
    return this.add(id);
  }

  registerCommTarget(target: string, opened: Opened): void {
    this.targets.set(target, opened);
  }

  removeCommTarget(target: string, opened: Opened): void {
    if (this.targets.get(target) === opened) {
      this.targets.delete(target);
    }
  }

  /** `%load_ext` in this kernel: a comm_open arrives. */
  open(data: unknown = {}): FakeChannel {
    this.isLoaded = true;
    const channel = this.add(COMM_ID);
    this.targets.get(COMM_TARGET)?.(channel, { content: { data } });
    return channel;
  }

  /** `%unload_ext` in this kernel: a comm_close arrives. */
  close(): void {
    this.isLoaded = false;
    this.channels.get(COMM_ID)?.onClose({ content: {} });
  }

  /** The kernel pushes a state to whatever comm the browser holds. */
  push(state: unknown): void {
    this.channels.get(COMM_ID)?.onMsg({ content: { data: { state } } });
  }

  get sent(): Request[] {
    return this.created.flatMap(channel => channel.sent);
  }

  private add(id: string): FakeChannel {
    const channel = new FakeChannel(this);
    this.channels.set(id, channel);
    this.created.push(channel);
    return channel;
  }
}

export class FakeSource implements IKernelSource {
  session: { kernel: FakeKernel | null } | null;
  readonly kernelChanged = new Signal<unknown, unknown>(this);
  readonly statusChanged = new Signal<unknown, string>(this);
  readonly connectionStatusChanged = new Signal<unknown, string>(this);
  readonly disposed: Signal<IKernelSource, void>;

  constructor(kernel: FakeKernel | null = new FakeKernel()) {
    this.session = kernel === null ? null : { kernel };
    this.disposed = new Signal<IKernelSource, void>(this);
  }

  get kernel(): FakeKernel {
    if (!this.session?.kernel) {
      throw new Error('no kernel');
    }
    return this.session.kernel;
  }

  change(kernel: FakeKernel | null): void {
    this.session = { kernel };
    this.kernelChanged.emit(undefined);
  }

  /** What JupyterLab emits on a restart, after which no comm is left. */
  restart(): void {
    const { kernel } = this;
    this.statusChanged.emit('restarting');
    kernel.isLoaded = false;
    kernel.channels.clear();
    this.connectionStatusChanged.emit('connected');
    this.statusChanged.emit('idle');
  }
}

export class FakeNotebook implements INotebook {
  constructor(
    label: string,
    readonly sessionContext = new FakeSource()
  ) {
    this.title = { label, changed: new Signal<unknown, void>(this) };
  }

  readonly title: { label: string; changed: Signal<unknown, void> };
}

export class FakeNotebooks implements INotebooks {
  currentWidget: FakeNotebook | null = null;
  readonly currentChanged = new Signal<unknown, FakeNotebook | null>(this);
  readonly widgetAdded = new Signal<unknown, FakeNotebook>(this);
  private readonly open: FakeNotebook[] = [];

  forEach(visit: (notebook: FakeNotebook) => void): void {
    this.open.forEach(visit);
  }

  add(notebook: FakeNotebook): void {
    this.open.push(notebook);
    this.widgetAdded.emit(notebook);
  }

  show(notebook: FakeNotebook | null): void {
    this.currentWidget = notebook;
    this.currentChanged.emit(notebook);
  }
}

/** Let every answer that is under way arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await Promise.resolve();
  }
}
