import { element } from '../dom.ts';
import { plural } from '../text/nouns.ts';
import { visibleLine } from '../text/visible.ts';
import type { JsonMember, JsonNode } from './json-node.ts';
import { More } from './more.ts';

/** Members drawn at once; a button shows as many again. */
const atOnce = 200;
const longest = 2000;

/** JSON as a tree whose branches are drawn when they are opened; the first two levels are open. */
export function jsonTree(root: JsonNode): HTMLElement {
  const tree = element('div', { class: 'json', 'aria-label': 'JSON' });
  tree.append(nodeElement(null, root, 0));
  return tree;
}

function nodeElement(name: string | null, node: JsonNode, depth: number): HTMLElement {
  const label = name === null ? [] : [element('span', { class: 'name' }, shown(name)), ': '];
  if (!('members' in node)) {
    const text = shown(node.text);
    return element('div', { class: 'leaf' }, ...label, element('span', { class: node.kind }, text));
  }
  const { kind, members } = node;
  const [open, close] = kind === 'object' ? '{}' : '[]';
  if (members.length === 0) return element('div', { class: 'leaf' }, ...label, `${open}${close}`);
  const what =
    kind === 'object' ? plural(members.length, 'member') : plural(members.length, 'item');
  const branch = element(
    'details',
    { class: 'branch' },
    element(
      'summary',
      {},
      ...label,
      `${open} `,
      element('span', { class: 'size' }, what),
      ` ${close}`,
    ),
  );
  let drawn = false;
  const draw = () => {
    if (!branch.open || drawn) return;
    drawn = true;
    appendMembers(branch, members, depth + 1);
  };
  branch.addEventListener('toggle', draw);
  branch.open = depth < 2 && members.length <= atOnce;
  draw();
  return branch;
}

function appendMembers(branch: HTMLElement, members: readonly JsonMember[], depth: number): void {
  const list = element('div');
  const more = new More({
    atOnce,
    draw: (end) => {
      for (let at = list.childElementCount; at < end; at += 1) {
        const member = members[at];
        if (member) list.append(nodeElement(member.name ?? String(at), member.value, depth));
      }
    },
  });
  branch.append(list, more.button);
  more.show(members.length);
}

function shown(text: string): string {
  return visibleLine(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
