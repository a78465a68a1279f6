"""What connectors of authorities share: places, scales, CAP, and what becomes of a warning that is taken back.

``poll.ask`` is the door for a source that is one address. The modules that parse import no pydantic.
"""
