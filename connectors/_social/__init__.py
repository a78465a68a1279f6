"""What connectors of social media share: what was shown before, and the date without which some do not start.

The modules that parse import no pydantic. Nobody's name is kept: an author is a hash by the time an item is stored, and
what a service writes of a person beside the words ("submitted by", "posted by") is taken off here.
"""
