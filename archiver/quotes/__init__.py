"""Which post a quoted fragment was taken from, and which of its characters those are.

`index` finds the posts that share rare pairs of words with a fragment, `align` lays it along one text, `find` says which is sure
enough; these are pure, as are `replies` and `figures`. `link` asks the archive what is to be sought and stores what was found.
"""
