"""One search over everything the portal keeps: an index of tokens, written with what it is about, by listening.

Each thing that may be found is one *entry*: a set of tokens (words, stems, pairs of words, facets, who may know of it),
the same on every database, because texts are analysed here and not there. SQLite keeps them in an FTS5 table,
PostgreSQL in a tsvector; both are only asked which entries have which tokens, newest first, and never more than some
thousands of them. What is best among those is decided here. So the answers are the same, and the cost has a bound.

Who may know of what is asked of the rooms (`visible_to`) when a thing is indexed, and again when it is shown. A room
joins by a `Source` (ggsn.search.sources).
"""
