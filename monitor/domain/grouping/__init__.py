"""What is one event: topics, places, voices, and how much a mention and an incident look alike."""
