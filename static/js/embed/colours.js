// Takes over the colours of the page around the frame, as far as everything can be read with them.

import { first, listen } from "./host.js";

const TEXT = 4.5; // contrast, as WCAG 2 counts it
const LONGEST = 80; // characters of a colour
const STEPS = 20;

const root = document.documentElement;
const probe = document.head.appendChild(document.createElement("i"));

// Whatever way of writing a colour the browser knows becomes three numbers from 0 to 1, or null.
function read(colour) {
  if (typeof colour !== "string" || colour.length > LONGEST) return null;
  probe.style.color = "";
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  const parts = getComputedStyle(probe).color.match(
    /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)\)$/,
  );
  return parts && parts.slice(1).map((part) => Math.min(1, Math.max(0, Number(part))));
}

const own = (name) => read(getComputedStyle(root).getPropertyValue(name).trim());

const mix = (one, other, share) => one.map((part, i) => part + (other[i] - part) * share);

function luminance(colour) {
  const [red, green, blue] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

// The backgrounds on which text stands, by the names of their custom properties.
const backgrounds = (paper, ink, accent) => ({
  "--paper": paper,
  "--wash": mix(paper, ink, 0.05),
  "--mark": mix(paper, accent, 0.09),
});

const isRead = (colour, places) =>
  Object.values(places).every((place) => contrast(colour, place) >= TEXT);

// The accent itself, or the shade of it nearest to the ink that can be read.
function readable(accent, paper, ink) {
  for (let step = 0; step <= STEPS; step++) {
    const shade = mix(accent, ink, step / STEPS);
    if (isRead(shade, backgrounds(paper, ink, shade))) return shade;
  }
  return ink;
}

function show({ ink, paper, accent }) {
  root.removeAttribute("style");
  delete root.dataset.scheme;
  const text = read(ink);
  if (text) root.dataset.scheme = luminance(text) > 0.3 ? "dark" : "light"; // else as the browser has it
  const [ownInk, quiet, ownPaper] = ["--ink", "--quiet", "--paper"].map(own);
  const around = read(paper);
  const ground = around && isRead(quiet, backgrounds(around, ownInk, around)) ? around : ownPaper;
  const shade = readable(read(accent) ?? own("--accent"), ground, ownInk);
  const colours = { ...backgrounds(ground, ownInk, shade), "--accent": shade };
  for (const [name, colour] of Object.entries(colours)) {
    root.style.setProperty(name, `rgb(${colour.map((part) => Math.round(part * 255)).join(" ")})`);
  }
}

function showAsWritten(written) {
  try {
    show(JSON.parse(written) ?? {});
  } catch {
    // not what our script sends
  }
}

if (first) showAsWritten(first.colours);
listen(({ colours }) => colours && showAsWritten(colours));
