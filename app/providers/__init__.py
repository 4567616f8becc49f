"""Who serves which bank: matrix, tables and page."""
