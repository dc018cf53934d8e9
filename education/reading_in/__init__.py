"""Files of pages and sources in other people's formats, read carefully."""
