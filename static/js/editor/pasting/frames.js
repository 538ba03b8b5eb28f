// Films, maps and the like that another site would show within the article.

import { texts } from "../../texts.js";

const FRAMES = "iframe, frame, embed, object, video, audio";

export function dropFrames(page) {
  const frames = page.querySelectorAll(FRAMES);
  for (const frame of frames) frame.remove();
  return frames.length ? texts.framesDropped : "";
}
