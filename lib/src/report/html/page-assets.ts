/** Readable on a phone and on paper. */
export const pageStyle = `body { font: 16px/1.5 "Open Sans", system-ui, sans-serif; color: #2b2f36; background: white; margin: 0 }
main { max-width: 66rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.6rem; line-height: 1.2 }
figure { margin: 0 0 2.5rem }
.plot { position: relative; max-width: 100%; overflow: hidden }
figcaption { max-width: 70ch; font-size: .95rem }
small { color: #5b626d; display: block }
.table { overflow-x: auto; margin-bottom: 2.5rem }
table { border-collapse: collapse; font-size: .9rem }
th, td { padding: .25rem .7rem; border-bottom: 1px solid #e9ebef; text-align: left }
caption { box-sizing: border-box; padding-top: .5rem; width: min(100%, 100vw - 2rem) }
a:focus-visible, select:focus-visible, input:focus-visible, .table:focus-visible { outline: 2px solid #0072b2; outline-offset: 3px }
@media print { figure, tr { break-inside: avoid } }
`;

/**
 * Puts plots in the place of drawings. Fonts first, since plotly measures text once. A plot is drawn when it comes near
 * the window, so a long report opens at once. Where the window is narrower than the plot it shrinks as the drawing did,
 * fingers scroll the page instead of zooming, and the buttons, too small to press, stay away. A plot that fails leaves
 * its drawing.
 */
export const pageScript = `
(function () {
  if (!window.IntersectionObserver || !window.ResizeObserver) return;
  var loaded;
  // Compiled when the first figure comes near, and after the page has been painted.
  function plotly() {
    return loaded || (loaded = new Promise(function (resolve) {
      setTimeout(function () {
        var script = document.createElement("script");
        script.text = document.getElementById("plotly").textContent;
        document.head.appendChild(script);
        resolve();
      }, 50);
    }));
  }
  var fonts = Promise.all(Array.from(document.fonts, function (f) { return f.load(); })).catch(function () {});
  function plot(figure) {
    var place = figure.querySelector(".plot");
    var drawing = place.firstElementChild;
    var live = document.createElement("div");
    live.setAttribute("role", "group");
    live.setAttribute("aria-label", drawing.getAttribute("aria-label"));
    return Promise.all([fonts, plotly()]).then(function () {
      var spec = JSON.parse(figure.querySelector("script").textContent);
      var width = spec.layout.width, height = spec.layout.height;
      var fit = function () {
        var scale = Math.min(1, place.clientWidth / width);
        live.style.transform = scale < 1 ? "scale(" + scale + ")" : "";
        place.style.height = scale * height + "px";
      };
      live.style.cssText = "transform-origin:0 0;width:" + width + "px;height:" + height + "px";
      var shrunk = place.clientWidth < width;
      if (shrunk) spec.layout.dragmode = false;
      live.style.position = "absolute";
      live.style.visibility = "hidden";
      place.appendChild(live);
      return Plotly.newPlot(live, spec.data, spec.layout, { displaylogo: false, responsive: false, displayModeBar: shrunk ? false : "hover" }).then(function () {
        place.removeChild(drawing);
        live.style.position = live.style.visibility = "";
        fit();
        new ResizeObserver(fit).observe(place);
        figure.dataset.live = "1";
      });
    }).catch(function (error) {
      if (live.parentNode) place.removeChild(live);
      console.error(figure.id, error);
    });
  }
  var watch = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      watch.unobserve(entry.target);
      plot(entry.target);
    });
  }, { rootMargin: "600px" });
  document.querySelectorAll("figure").forEach(function (figure) { watch.observe(figure); });
})();
`;
