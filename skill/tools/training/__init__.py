"""Makes the trained files of the understanding from the phrases; needs the `train` extra, never a running service."""
