"""One search over everything the portal keeps: an index of tokens, written with what it is about, by listening.

Each thing that may be found is one *entry*: a set of tokens (words, stems, pairs of words, facets, who may know of it),
the same on every database, because texts are analysed here and not there. Entries have places in the index, and of each
token is kept in which places it is: as bits, in blocks (ggsn.search.bits, ggsn.search.blocks). A question is answered
by joining such sets (ggsn.search.asking): every count is exact, and the cost depends on how much there is, not on the
word. What is best is decided here, too, so that all databases give the same answers.

Who may know of what is asked of the rooms (`visible_to`) when a thing is indexed, and again when it is shown. A room
joins by a `Source` (ggsn.search.sources).
"""
