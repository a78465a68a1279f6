"""The ears: one folder for each kind of source."""
