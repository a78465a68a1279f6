"""What connectors of social media share: what was shown before, and the date without which some do not start.

The modules that parse import no pydantic. Nobody's name is kept: an author is a hash by the time an item is stored,
and an id that holds a name becomes a hash here.
"""
