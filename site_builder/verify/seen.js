// Every text in the region of a notice, and why people cannot see or read it, "" where they can.
([notice, elsewhere, sideways]) => {
  const SMALLEST = 9, FAINTEST = 1.5, OPAQUE = 0.4;
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  const painted = new Map();
  const rgba = (colour) => painted.get(colour) || painted.set(colour, paint(colour)).get(colour);
  const paint = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((part, i) => part * a + under[i] * (1 - a));
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return layers.reverse().reduce((under, layer) => over(layer, under), dark ? [0, 0, 0] : [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  const unreadable = (element) => {
    const style = getComputedStyle(element);
    if (style.visibility !== "visible") return "it is not visible";
    if (parseFloat(style.fontSize) < SMALLEST) return `its letters are ${style.fontSize} high`;
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) {
      const each = getComputedStyle(at);
      opacity *= parseFloat(each.opacity);
      if (each.filter !== "none") return "a filter lies over it";
    }
    if (opacity < OPAQUE) return "it is transparent";
    const paper = ground(element), ink = over(rgba(style.webkitTextFillColor || style.color), paper);
    return contrast(ink, paper) < FAINTEST ? "its colour is that of the paper" : "";
  };

  const covered = (element, box) => {
    scrollTo(Math.min(box.left + scrollX, sideways), box.top + scrollY - innerHeight / 2);
    return (rect) => {
      const x = rect.left + rect.width / 2, y = rect.top + rect.height / 2;
      if (x < 0 || x > innerWidth || y < 0 || y > innerHeight) return "it lies outside the page";
      const top = document.elementFromPoint(x, y);
      return top && element.contains(top) ? "" : "something lies over it, or cuts it off";
    };
  };

  const why = (text) => {
    const element = text.parentElement, range = document.createRange();
    range.selectNodeContents(text);
    const boxes = () => [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    if (!boxes().length) return "it has no size";
    const wrong = unreadable(element);
    if (wrong) return wrong;
    for (let i = 0; i < boxes().length; i++) {
      const hides = covered(element, boxes()[i]), found = hides(boxes()[i]);
      if (found) return found;
    }
    return "";
  };

  const region = document.querySelector(`[data-notice="${notice}"]`);
  if (!region) return { texts: null };
  // What lies over a text covers it, whether or not it can be clicked.
  const solid = new CSSStyleSheet();
  solid.replaceSync("*, ::before, ::after { pointer-events: auto !important; scroll-behavior: auto !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, solid];
  // Everything but what is closed is looked at as it is, for what is opened may lie over it.
  const found = [], walker = document.createTreeWalker(region, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode);
  const opensItself = matchMedia("print").matches && CSS.supports("selector(::details-content)");
  const isClosed = (text) => text.parentElement.closest("details:not([open]) > :not(summary)");
  const look = (text) => text.parentElement.closest(elsewhere) ? "" : why(text);
  const closed = opensItself ? [] : found.filter(isClosed), reasons = new Map();
  for (const text of found) if (!closed.includes(text)) reasons.set(text, look(text));
  if (!opensItself) for (const details of region.querySelectorAll("details")) details.open = true;
  for (const text of closed) reasons.set(text, look(text));
  const texts = found.map((text) => {
    const anchor = text.parentElement.closest("article[id]") || text.parentElement.closest("[id]");
    return [text.data, reasons.get(text), anchor ? anchor.id : ""];
  });
  return { texts };
}
