{% macro script(this, kwargs) %}
const {{ this.get_name() }} = createLayer({{ this.spec | write_data }});
{% endmacro %}
