/** Readable on a phone and on paper. */
export const pageStyle = `body { font: 16px/1.5 "Open Sans", system-ui, sans-serif; color: #2b2f36; background: white; margin: 0 }
main { max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.6rem; line-height: 1.2 }
figure { margin: 0 0 2.5rem }
.plot { max-width: 100%; overflow-x: auto }
figcaption { max-width: 70ch; font-size: .95rem }
small { color: #5b626d; display: block }
.table { overflow-x: auto; margin-bottom: 2.5rem }
table { border-collapse: collapse; font-size: .9rem }
th, td { padding: .25rem .7rem; border-bottom: 1px solid #e9ebef; text-align: left }
caption { padding-top: .5rem }
@media print { figure { break-inside: avoid } }
`;

/**
 * Puts plots in the place of drawings. Fonts first, since plotly measures text once. A plot is drawn when it comes near
 * the window, so a long report opens at once; on a screen narrower than the drawing it stays a drawing, which scales.
 */
export const pageScript = `
(function () {
  if (!window.Plotly || !window.JSON) return;
  var fonts = document.fonts ? Promise.all(Array.from(document.fonts, function (f) { return f.load(); })) : Promise.resolve();
  function plot(figure) {
    var place = figure.querySelector(".plot");
    var spec = JSON.parse(figure.querySelector("script").textContent);
    if (place.clientWidth < spec.layout.width) return;
    var live = document.createElement("div");
    return fonts.catch(function () {}).then(function () {
      live.style.width = spec.layout.width + "px";
      place.appendChild(live);
      return Plotly.newPlot(live, spec.data, spec.layout, { displaylogo: false, responsive: false });
    }).then(function () {
      place.removeChild(place.firstElementChild);
      figure.dataset.live = "1";
    }, function (error) {
      place.removeChild(live);
      console.error(figure.id, error);
    });
  }
  var figures = Array.from(document.querySelectorAll("figure"));
  if (!window.IntersectionObserver) { figures.forEach(plot); return; }
  var watch = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      watch.unobserve(entry.target);
      plot(entry.target);
    });
  }, { rootMargin: "600px" });
  figures.forEach(function (figure) { watch.observe(figure); });
})();
`;
