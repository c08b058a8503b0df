"""``stringer extract``: the pipeline on files, without Kafka."""
