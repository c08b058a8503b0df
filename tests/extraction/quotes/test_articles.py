"""Own articles with gold: content, speaker, name, cue and chain stay as good as they are."""

import sys
from pathlib import Path

from gold import load

from workers.extraction.entities import resolve_entities
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import extract_quotes
from workers.extraction.text import ArticleText

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
from quality import Prediction, score


def test_own_articles(analyzer: Analyzer) -> None:
    articles = load()
    predictions = {}
    for article in articles:
        with analyzer.memory_zone():
            analysis = analyzer.analyze(ArticleText(text=article["text"]))
            quotes = extract_quotes(analysis, resolve_entities(analysis))
        predictions[article["id"]] = [
            Prediction(
                content=[(s.start, s.end) for s in q.content],
                speaker=q.speaker.mention,
                name=q.speaker.name,
                cue=q.cue,
                chain=[r.name for r in q.chain],
            )
            for q in quotes
        ]
    figures = score(articles, predictions)
    assert figures.pair_f1 >= 0.97
    assert figures.exact_f1 >= 0.95
    assert figures.cue >= 0.97
    assert figures.chain >= 0.96
    assert figures.full_name >= 0.85
