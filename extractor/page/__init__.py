"""Pages for people: one article in the terminal, many in an HTML file, a run while it works.

All of them are made from rows, so what a store holds is shown like what was just extracted.
"""
