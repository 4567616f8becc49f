{% macro script(this, kwargs) %}
const {{ this.get_name() }} = createLayer({{ this.spec | tojson }});
{% endmacro %}
