"""Cases, reports and decisions about what members publish, and who is there to look."""
