{# folium's own header would style the whole page and forbid zooming with two fingers. #}
{% macro html(this, kwargs) %}{{ this.folium.html(this, kwargs) }}{% endmacro %}
{% macro script(this, kwargs) %}
{{ this.folium.script(this, kwargs) }}
prepareMap({{ this.get_name() }}, {{ this.labels | write_data }}, {{ this.corners | write_data }});
{% endmacro %}
