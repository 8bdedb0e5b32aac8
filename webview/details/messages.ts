import { arrange } from '../become.ts';
import { element, setText } from '../dom.ts';
import { formatCount } from '../text/format.ts';
import { plural } from '../text/nouns.ts';
import { t } from '../text/t.ts';
import type { Shown } from './details.ts';
import { MessageElement } from './streamed-message.ts';
import type { TabContent } from './tab-content.ts';

/** Drawn at most; the exchange itself holds the latest ones. */
const most = 500;

type Messages = NonNullable<Shown['exchange']['messages']>;

/** WebSocket frames, server-sent events or gRPC messages, each of which opens. */
export class MessagesTab implements TabContent {
  readonly node = element('div');
  private readonly sum = element('p', { class: 'hint' });
  private readonly list = element('div', { class: 'messages' });
  private elements = new Map<string, MessageElement>();

  show({ exchange, readings }: Shown): void {
    const { messages } = exchange;
    setText(this.sum, messages ? sumOf(messages) : none);
    arrange(this.node, messages ? [this.sum, this.list] : [this.sum]);
    if (messages) this.showAll(messages, readings);
  }

  private showAll(messages: Messages, readings: Shown['readings']): void {
    const { items } = messages;
    const names = namesOf(messages);
    const first = Math.max(0, items.length - most);
    // What is open is being read: it stays although it is no longer among the latest.
    const shown = new Map([...this.elements].filter(([, { node }]) => node.open));
    items.slice(first).forEach((message, index) => {
      const name = names[first + index] ?? '';
      const made = this.elements.get(name) ?? new MessageElement();
      made.show(message, readings[first + index] ?? []);
      // After those that are open still.
      shown.delete(name);
      shown.set(name, made);
    });
    this.elements = shown;
    arrange(
      this.list,
      [...shown.values()].map(({ node }) => node),
    );
  }
}

const none = t(
  'It carries no messages: it is neither a WebSocket, nor server-sent events, nor gRPC.',
);

function sumOf({ fromClient, fromServer, items, lossy }: Messages): string {
  const held = Math.min(items.length, most);
  return [
    t(
      '{0} from the client, {1} from the server.',
      plural(fromClient, 'message'),
      formatCount(fromServer),
    ),
    ...(held < fromClient + fromServer ? [t('The latest {0} are here.', held)] : []),
    ...(lossy ? [t('Bytes are missing, among which there may have been others.')] : []),
  ].join(' ');
}

/** What tells a message apart from all others of its exchange: the latest of each direction are held. */
function namesOf({ fromClient, fromServer, items }: Messages): readonly string[] {
  const left = { client: fromClient, server: fromServer };
  for (const { from } of items) left[from] -= 1;
  return items.map(({ from }) => `${from} ${left[from]++}`);
}
