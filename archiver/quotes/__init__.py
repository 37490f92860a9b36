"""Which post a quoted fragment was taken from, and which of its characters those are.

`words` cuts texts into comparable words, `index` finds the posts that share rare pairs of them with a fragment, `align` lays a
fragment along one text. Pure: texts in, places out; what is stored where is `db`'s to say.
"""
