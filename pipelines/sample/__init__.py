"""Makes Mitrovica's bundled sample: sourced facts and a modelled town around them."""
