"""The reader's language: choice, terms, titles, refusals."""
