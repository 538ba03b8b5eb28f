// Figures: of a picture, of several, or of a link to a medium elsewhere, which has a card.
import { Node } from "django-prose-editor/editor";

export const GALLERY = "gallery";
export const EMBED = "embed";

export const Caption = Node.create({
  name: "caption",
  content: "(loose | block)+",
  isolating: true,
  parseHTML: () => [{ tag: "figcaption" }],
  renderHTML: ({ HTMLAttributes }) => ["figcaption", HTMLAttributes, 0],
});

export const kinds = {
  kind: {
    default: null,
    parseHTML: ({ className }) => [GALLERY, EMBED].find((kind) => kind === className) ?? null,
    renderHTML: ({ kind }) => (kind ? { class: kind } : {}),
  },
};

// Words within a figure, as JSON of the editor.
export const words = (...content) => ({ type: "loose", content });

export const linked = (node, href) => ({
  ...node,
  marks: [{ type: "link", attrs: { href } }],
});

export function withCaption(content, caption) {
  if (!caption) return content;
  return [...content, { type: "caption", content: [words({ type: "text", text: caption })] }];
}

// The innermost figure around the selection, of that kind if one is given, with where it stands.
export function around({ node, $from, from }, kind) {
  const isWanted = (figure) =>
    figure?.type.name === "figure" && (!kind || figure.attrs.kind === kind);
  if (isWanted(node)) return { figure: node, at: from };
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if (isWanted($from.node(depth))) return { figure: $from.node(depth), at: $from.before(depth) };
  }
  return null;
}

// The figure around the selection that is in no other.
export function outermost({ node, $from, from }) {
  for (let depth = 1; depth <= $from.depth; depth += 1) {
    const figure = $from.node(depth);
    if (figure.type.name === "figure") return { figure, at: $from.before(depth) };
  }
  return node?.type.name === "figure" ? { figure: node, at: from } : null;
}
