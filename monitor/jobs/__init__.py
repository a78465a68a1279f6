"""The heartbeat: short loops that take what is due.

``poll`` asks sources and remembers what follows · ``deliver`` speaks · ``dues`` does what comes later · ``audit`` looks
whether all of it goes on. Each has one broad ``except``, at its loop; nowhere else is one.
"""
