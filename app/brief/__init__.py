"""The brief: an assessment or a project on one A4 page, as a page and as a PDF."""
