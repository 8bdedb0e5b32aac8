import {
  dispatch,
  type Handlers,
  type HostMessages,
  type Message,
  type PageMessages,
} from './protocol/messages.ts';
import type { Remembered } from './remembered.ts';

interface VsCodeApi {
  postMessage(message: Message<PageMessages>): void;
  getState(): unknown;
  setState(state: Remembered): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** Tells the extension something. */
export function send<Name extends keyof PageMessages>(type: Name, data: PageMessages[Name]): void {
  api.postMessage({ type, data } as Message<PageMessages>);
}

/** Hears what the extension says, from now on. */
export function receive(handlers: Handlers<HostMessages>): void {
  window.addEventListener('message', ({ data }: MessageEvent<Message<HostMessages>>) => {
    if (Object.hasOwn(handlers, data.type)) dispatch(handlers, data);
  });
}

export function readState(): unknown {
  return api.getState();
}

export function writeState(state: Remembered): void {
  api.setState(state);
}
