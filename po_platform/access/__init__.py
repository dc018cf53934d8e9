"""Who may reach what: declared doors, policies compiled to rows and fields, and the acting person."""
