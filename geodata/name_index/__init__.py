"""Names of brands, operators and networks by country: hints where a city's registry is silent."""
