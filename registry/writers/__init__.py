"""One small writer per typed format; each is given a table and a file, and knows nothing else."""
