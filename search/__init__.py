"""One search page; features bring what they know and decide themselves who finds it."""
