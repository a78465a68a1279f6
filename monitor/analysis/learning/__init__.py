"""Builds and measures what the analysis has learned: run by hand when words or labels change, never by the daemon.

Two of these scripts need scikit-learn, which the monitor itself does not: install it where they are run.
"""
