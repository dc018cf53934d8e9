"""Pages for readers and for those who write and check."""
