"""``stringer diff``: two runs of the pipeline, article by article."""
