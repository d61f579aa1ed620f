/**
 * The part of JupyterLab's kernels and comms that is used here, and how its traps are avoided.
 *
 * Written as interfaces of our own, so that a fake needs to do no more than this.
 */
import type { KernelMessage } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

import { COMM_ID, COMM_TARGET, type Request } from './tokens';

/** The part of a comm that is used here. */
export interface IChannel extends IDisposable {
  /** From JupyterLab 4.4 on; 'disabled' sends by the main shell. */
  commsOverSubshells?: unknown;
  readonly subshellStarted?: Promise<void>;
  onMsg(message: IIncoming): void;
  onClose(message: IIncoming): void;
  send(request: Request): unknown;
}

/** The part of a comm message that is used here. */
export interface IIncoming {
  readonly content: { readonly data?: unknown };
}

export type Opened = (channel: IChannel, message: IIncoming) => void;

/** The part of a kernel connection that is used here. */
export interface IKernel {
  readonly isDisposed: boolean;
  readonly connectionStatus: string;
  /** False when another connection of this page handles the same kernel's comms. */
  readonly handleComms: boolean;
  requestCommInfo(content: { target_name: string }): Promise<{
    readonly content: KernelMessage.ICommInfoReplyMsg['content'];
  }>;
  createComm(target: string, id: string): IChannel;
  registerCommTarget(target: string, opened: Opened): void;
  removeCommTarget(target: string, opened: Opened): void;
}

/** The part of a notebook's session context that is used here. */
export interface IKernelSource {
  readonly session: { readonly kernel: IKernel | null } | null;
  readonly kernelChanged: ISignal<unknown, unknown>;
  readonly statusChanged: ISignal<unknown, string>;
  readonly connectionStatusChanged: ISignal<unknown, string>;
  readonly disposed: ISignal<IKernelSource, void>;
}

/** Ask whether the extension is loaded. */
export async function isCommOpen(kernel: IKernel): Promise<boolean> {
  try {
    const { content } = await kernel.requestCommInfo({ target_name: COMM_TARGET });
    return content.status === 'ok' && COMM_ID in content.comms;
  } catch {
    return false; // the kernel went away, or knows no comms
  }
}

/** Let a comm go without closing it: the kernel keeps it for the next page. */
export function silence(channel: IChannel | null): void {
  if (channel !== null) {
    channel.onMsg = ignore;
    channel.onClose = ignore;
  }
}

function ignore(): void {
  // a comm that was let go
}

/** Send by the main shell: a subshell does not outlive a restart, and messages to it hang. */
export function stayInMainShell(channel: IChannel): void {
  if (!channel.isDisposed && 'commsOverSubshells' in channel) {
    channel.commsOverSubshells = 'disabled';
  }
}

/**
 * The same for a comm that the kernel opened: JupyterLab may already be starting a subshell for it,
 * and one that is refused before it has started is never closed.
 */
export function leaveSubshell(channel: IChannel): void {
  if (channel.subshellStarted === undefined || channel.commsOverSubshells === 'disabled') {
    stayInMainShell(channel);
    return;
  }
  channel.subshellStarted.then(
    () => {
      stayInMainShell(channel);
    },
    () => {
      stayInMainShell(channel);
    }
  );
}
