{# folium's own header would style the whole page and forbid zooming with two fingers. #}
{% macro html(this, kwargs) %}{{ this.folium.html(this, kwargs) }}{% endmacro %}
{% macro script(this, kwargs) %}
{{ this.folium.script(this, kwargs) }}
{{ this.get_name() }}.fitBounds({{ this.corners | write_data }}, { maxZoom: 12, paddingTopLeft: [64, 56], paddingBottomRight: [64, 32], animate: false });
for (const { name, href, at } of {{ this.cities | write_data }}) {
  const icon = L.divIcon({ className: "city-mark", iconSize: [44, 44], html: '<i></i>' });
  const mark = L.marker(at, { icon, title: name }).addTo({{ this.get_name() }});
  const label = document.createElement("span");
  label.textContent = name;
  mark.bindTooltip(label, { permanent: {{ this.is_named | write_data }} && innerWidth >= 600, direction: "auto", offset: [6, 0] });
  mark.on("click keypress", ({ originalEvent }) => {
    if (originalEvent?.type !== "keypress" || originalEvent.key === "Enter") location.assign(href);
  });
}
{% endmacro %}
