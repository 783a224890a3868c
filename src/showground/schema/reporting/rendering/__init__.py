"""A report for readers: in a terminal, in a repository, in a browser, for a program. The same report, the same bytes.

A page of ours takes `html.fragment(report)`: everything but the frame, without any style or script in it. `report.css`
beside it dresses the fragment with the names of the site's own tokens; `html.page` is a whole file with both.
"""
