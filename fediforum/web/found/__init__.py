"""Found and shared: how search engines find what is here, and how others show a link to it.

Previews and structured data of pages, cards, badges, embedding, and the files that machines ask
for first.
"""
