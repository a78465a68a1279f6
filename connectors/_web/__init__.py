"""What connectors share of the web: texts, dates, links, and what an answer is that is not what was asked for.

Nothing here asks the network. The modules import no pydantic, so that the process that parses stays small.
"""
