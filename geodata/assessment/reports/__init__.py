"""An assessment for readers: tables, text and charts."""
