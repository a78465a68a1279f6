"""What follows from what was read: pure functions of their arguments, standard library only."""
