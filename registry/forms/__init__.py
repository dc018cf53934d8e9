"""The shape of what people fill in around registries."""
