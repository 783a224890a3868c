"""Pictures of how tables refer to each other: what is drawn and in which words. Graphviz decides where."""
