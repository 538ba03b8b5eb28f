// Where a card or a gallery goes, and where its writer goes on.
import { pm } from "django-prose-editor/editor";

const { TextSelection } = pm.state;

// Put a block in the place of what stands between two positions, and go on writing in an empty line
// below it.
export function replace(state, from, to, block) {
  const { tr } = state;
  tr.replaceWith(from, to, block);
  const after = from + block.nodeSize;
  const next = tr.doc.nodeAt(after);
  if (!next?.isTextblock || next.content.size > 0)
    tr.insert(after, state.schema.nodes.paragraph.create());
  return tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView();
}

// The empty line of the article that the selection is in, else the place below its block.
export function line({ $from, empty }) {
  const isEmptyLine = empty && $from.depth === 1 && $from.parent.content.size === 0;
  if ($from.depth === 0) return { from: $from.pos, to: $from.pos };
  return { from: isEmptyLine ? $from.before(1) : $from.after(1), to: $from.after(1), isEmptyLine };
}
