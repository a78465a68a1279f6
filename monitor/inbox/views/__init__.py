"""What each page shows: read from the memory in plain functions, given as frozen nouns."""
