"""Pages and terms as files: read, loaded without overwriting anybody, written back.

`files` knows the form of one file, `kinds` what a page and a term are made of, `references` where their links may lead;
`loading` and `exporting` do the journeys.
"""
