"""Articles in files, read and made ready to be published."""
