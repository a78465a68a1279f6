"""What a text says: pure, no I/O after its data is loaded."""
