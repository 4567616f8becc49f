"""Make the files: pull, tag, link, publish."""
